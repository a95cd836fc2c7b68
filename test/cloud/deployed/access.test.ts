import { DynamoDBClient, ListTablesCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { beforeAll, describe, expect, it } from "vitest";
import { isToken, tokenDigest } from "#functions/token/token.ts";
import { emulatorConfig } from "../support/emulator.ts";
import { type Deployment, readDeployment } from "./deployment.ts";

describe("the deployed API", () => {
  let deployment: Deployment;
  beforeAll(async () => {
    deployment = await readDeployment();
  });
  const ask = (path: string, authorization?: string, init: RequestInit = {}) =>
    fetch(deployment.url + path, { ...init, headers: { ...init.headers, ...(authorization !== undefined && { authorization }) } });
  const bearer = () => `Bearer ${deployment.token}`;

  it("tells everybody that it is there and that its table answers", async () => {
    expect(await (await ask("/health")).json()).toBe(true);
    expect(await (await ask("/ready")).json()).toEqual({ message: "OK" });
  });

  it("tells its operator how it is", async () => {
    expect((await ask("/x/status", bearer())).status).toBe(200);
  });

  it("refuses a body beyond what it takes, and says where large values go", async () => {
    const body = JSON.stringify({ name: "x".repeat(10_000_001) });
    const answer = await ask("/flows/", bearer(), { method: "POST", body, headers: { "content-type": "application/json" } });
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({ code: "too-large", do: expect.stringContaining("/x/blobs/presign") });
  });

  it("lets in its own token and no other", async () => {
    expect(isToken(deployment.token)).toBe(true);
    expect((await ask("/hello", bearer())).status).toBe(200);
    expect((await ask("/hello")).status).toBe(401);
    const forged = `mr_${"A".repeat(49)}`;
    for (const wrong of ["Bearer nonsense", `Bearer ${forged}`, deployment.token, `Basic ${deployment.token}`]) {
      expect((await ask("/hello", wrong)).status).toBe(403);
    }
  });

  it("keeps the token's digest and never the token", async () => {
    const client = new DynamoDBClient(emulatorConfig);
    const { TableNames = [] } = await client.send(new ListTablesCommand({}));
    const items = await Promise.all(TableNames.map((TableName) => client.send(new ScanCommand({ TableName }))));
    client.destroy();
    const text = JSON.stringify(items);
    expect(text).toContain(`TOKEN#${tokenDigest(deployment.token)}`);
    expect(text).not.toContain(deployment.token);
  });

  it("answers bad input with a problem, whatever way the gateway hands it on", async () => {
    const json = { "content-type": "application/json" };
    const problem = async (path: string, init: RequestInit) => {
      const answer = await ask(path, bearer(), init);
      return { status: answer.status, code: ((await answer.json()) as { code: string }).code };
    };
    expect(await problem("/flows/00000000-0000-4000-8000-000000000000", {})).toEqual({ status: 404, code: "not-found" });
    expect(await problem("/flows/", { method: "POST", body: "{", headers: json })).toEqual({ status: 400, code: "bad-request" });
    expect(await problem("/flows/", { method: "POST", body: '{"nom":1}', headers: json })).toEqual({ status: 422, code: "invalid" });
    expect(await problem("/flows/", { method: "POST", body: "{}" })).toEqual({ status: 415, code: "unsupported-media-type" });
    expect(await problem("/nothing", {})).toEqual({ status: 404, code: "route-not-found" });
    expect((await ask("/flows/", bearer(), { method: "POST", body: '{"name":"流れ 😀"}', headers: json })).status).toBe(201);
    expect(await (await ask(`/flows/name/${encodeURIComponent("流れ 😀")}`, bearer())).json()).toMatchObject({ name: "流れ 😀" });
  });

  it("keeps a secret that nobody reads back, neither from the API nor from the table", async () => {
    const json = { "content-type": "application/json" };
    const read = async (path: string, body?: object) => {
      const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body), headers: json };
      return (await (await ask(path, bearer(), init)).json()) as { id: string; data: unknown };
    };
    const type = await read("/block_types/slug/secret");
    const [schema] = (await read("/block_schemas/filter", { block_schemas: { block_type_id: { any_: [type.id] } } })) as unknown as {
      id: string;
    }[];
    const secret = "never-to-be-seen-again";
    const made = await read("/block_documents/", {
      name: "mine",
      data: { value: secret },
      block_type_id: type.id,
      block_schema_id: schema!.id,
    });
    expect(made.data).toEqual({ value: "********" });
    expect((await read(`/block_documents/${made.id}?include_secrets=true`)).data).toEqual({ value: "********" });
    const client = new DynamoDBClient(emulatorConfig);
    const { TableNames = [] } = await client.send(new ListTablesCommand({}));
    const items = await Promise.all(TableNames.map((TableName) => client.send(new ScanCommand({ TableName }))));
    client.destroy();
    expect(JSON.stringify(items)).toContain(`BLOCK#${made.id}`);
    expect(JSON.stringify(items)).not.toContain(secret);
  });

  it("hands out links that write and read a result", async () => {
    const link = async (method: "GET" | "PUT") => {
      const body = JSON.stringify({ key: "results/test/a", method });
      const answer = await ask("/x/blobs/presign", bearer(), { method: "POST", body, headers: { "content-type": "application/json" } });
      return ((await answer.json()) as { url: string }).url;
    };
    expect((await fetch(await link("PUT"), { method: "PUT", body: "result" })).status).toBe(200);
    expect(await (await fetch(await link("GET"))).text()).toBe("result");
  });
});
