import { describe, expect, it } from "vitest";
import { ApiError, createClient, type Transport } from "#core/contract/client.ts";
import { routes } from "#core/contract/routes.ts";
import { idOf } from "../rules/records.ts";

function recording(answer: { status?: number; text?: string } = {}) {
  const requests: Parameters<Transport>[0][] = [];
  const client = createClient(async (request) => {
    requests.push(request);
    return { status: 200, text: "null", ...answer };
  });
  return { client, requests };
}

describe("createClient", () => {
  it("has a method for every route", () => {
    expect(Object.keys(recording().client).sort()).toEqual(Object.keys(routes).sort());
  });

  it.each([
    ["a/b", "/flows/name/a%2Fb"],
    ["näme 1?x=%&y#z", "/flows/name/n%C3%A4me%201%3Fx%3D%25%26y%23z"],
    ["..", "/flows/name/.."],
    ["{name}", "/flows/name/%7Bname%7D"],
  ])("escapes %j in a path", async (name, path) => {
    const { client, requests } = recording();
    await client.readFlowByName({ params: { name } });
    expect(requests).toEqual([{ method: "GET", path, body: undefined, signal: undefined }]);
  });

  it("escapes queries, and leaves out what is not given", async () => {
    const { client, requests } = recording();
    await client.readFlowRunGraph({ params: { id: idOf(1) }, query: { since: "2026-11-23 09:00:00+01:00" } });
    await client.readFlowRunGraph({ params: { id: idOf(1) }, query: {} });
    await client.readFlowRunGraph({ params: { id: idOf(1) }, query: { since: null } });
    await client.readCsrfToken({ query: { client: "a&b" } });
    expect(requests.map(({ path }) => path)).toEqual([
      `/flow_runs/${idOf(1)}/graph-v2?since=2026-11-23+09%3A00%3A00%2B01%3A00`,
      `/flow_runs/${idOf(1)}/graph-v2`,
      `/flow_runs/${idOf(1)}/graph-v2`,
      "/csrf-token?client=a%26b",
    ]);
  });

  it("sends bodies as JSON with the signal, and reads JSON, text and nothing", async () => {
    const { client, requests } = recording({ text: '{"id":"x"}' });
    const { signal } = new AbortController();
    expect(await client.createFlow({ body: { name: "etl" } }, { signal })).toEqual({ id: "x" });
    expect(requests[0]).toEqual({ method: "POST", path: "/flows/", body: '{"name":"etl"}', signal });
    expect(await recording({ text: "a,b\n" }).client.downloadFlowRunLogs({ params: { id: idOf(1) } })).toBe("a,b\n");
    expect(await recording({ status: 204, text: "" }).client.deleteFlow({ params: { id: idOf(1) } })).toBeUndefined();
    expect(await recording({ status: 201, text: "" }).client.createLogs({ body: [] })).toBeUndefined();
    expect(await recording({ text: "true" }).client.readHealth({})).toBe(true);
  });

  it("throws the server's problem", async () => {
    const problem = {
      code: "not-found",
      status: 404,
      what: "No such flow.",
      do: "Look at the list.",
      detail: "No such flow. Look at the list.",
      request_id: "r",
      docs: "d",
    };
    const failure = await recording({ status: 404, text: JSON.stringify(problem) })
      .client.readFlow({ params: { id: idOf(1) } })
      .catch((error) => error);
    expect(failure).toBeInstanceOf(ApiError);
    expect(failure).toMatchObject({
      name: "ApiError",
      status: 404,
      problem,
      message: `GET /flows/${idOf(1)} answered 404 (not-found): No such flow. Look at the list.`,
    });
  });

  it.each(["<html>Bad gateway</html>", "", '{"detail":"x"}', "null", '"text"'])("throws what a proxy said: %j", async (text) => {
    const failure = await recording({ status: 502, text })
      .client.hello({})
      .catch((error) => error);
    expect(failure).toMatchObject({ status: 502, problem: undefined, message: `GET /hello answered 502: ${text}` });
  });
});
