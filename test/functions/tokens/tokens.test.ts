import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Me, Token, TokenCreated } from "#core/contract/tokens.ts";
import { systemIds } from "#core/ports/system.ts";
import { createAttempts } from "#functions/api/attempts.ts";
import { createApiHandler } from "#functions/api/handler.ts";
import { tokenCallers } from "#functions/api/token-callers.ts";
import { createReact } from "#functions/react/react.ts";
import { createTell } from "#functions/services/tell.ts";
import { makeToken } from "#functions/token/token.ts";
import { createWrongTokens, WRONG_TOKENS } from "#functions/token/wrong-tokens.ts";
import { apiEvent } from "#local/server/api-event.ts";
import { openTestApi, readAnswer, send } from "../support/api.ts";
import { consumeAll } from "../support/consume.ts";

const OWN = "the-token-of-the-server";

/** The API as a server with a token wires it. */
function openServer() {
  const api = openTestApi();
  const { store, clock, services, parts } = api;
  const attempts = createAttempts({ ...clock, sleep: async () => undefined });
  const callers = tokenCallers({
    store,
    clock,
    randomBytes,
    ownToken: OWN,
    isHttps: () => false,
    attempts,
    wrongTokens: createWrongTokens({ store, clock }),
  });
  const handler = createApiHandler(services, { version: "1", callers, tell: createTell(parts) });
  const as = (token: string, method: string, path: string, body?: unknown) =>
    send(handler, method, path, body, { authorization: `Bearer ${token}` });
  const create = async (body: object) => (await as(OWN, "POST", "/x/tokens", body)).json as TokenCreated;
  const me = async (token: string) => (await as(token, "GET", "/x/me")).json as Me;
  const listed = async () => (await as(OWN, "GET", "/x/tokens")).json as Token[];
  return { ...api, handler, as, create, me, listed };
}

describe("a token", () => {
  it("is shown once, works with its role until it expires, and says so afterwards", async () => {
    const server = openServer();
    const made = await server.create({ name: "ci", role: "viewer", expires_in: 3600 });
    expect(made).toMatchObject({ name: "ci", role: "viewer", created_by: "server token", status: "active", last_used: null });
    expect(JSON.stringify(await server.listed())).not.toContain(made.token);
    expect(await server.me(made.token)).toEqual({
      role: "viewer",
      name: "ci",
      token_id: made.id,
      expires_at: made.expires_at,
      work_queues: null,
    });
    expect((await server.as(made.token, "POST", "/flows/", { name: "a" })).status).toBe(403);
    server.clock.advance(3_600_000);
    const { status, problem } = await server.as(made.token, "GET", "/hello");
    expect([status, problem.code]).toEqual([401, "token-expired"]);
    expect(await server.listed()).toMatchObject([{ status: "expired" }]);
  });

  it("is revoked at once and for good, also by a second call", async () => {
    const server = openServer();
    const { token, id } = await server.create({ name: "ci", role: "member" });
    expect((await server.as(token, "DELETE", `/x/tokens/${id}`)).status).toBe(403);
    expect((await server.as(OWN, "DELETE", `/x/tokens/${id}`)).status).toBe(204);
    expect((await server.as(OWN, "DELETE", `/x/tokens/${id}`)).status).toBe(204);
    expect((await server.as(token, "GET", "/hello")).problem.code).toBe("token-revoked");
    const [listed] = await server.listed();
    expect(listed).toMatchObject({ status: "revoked" });
    server.clock.advance(31 * 86_400_000);
    expect((await server.as(token, "GET", "/hello")).problem.code).toBe("unauthorized");
    expect(await server.listed()).toEqual([]);
    expect((await server.as(OWN, "DELETE", `/x/tokens/${id}`)).status).toBe(404);
  });

  it("that was cut or mistyped is told from one nobody knows", async () => {
    const server = openServer();
    const { token } = await server.create({ name: "ci", role: "member" });
    const codes = [];
    for (const wrong of [token.slice(0, -1), `${token.slice(0, 9)}${token[9] === "A" ? "B" : "A"}${token.slice(10)}`, "mr_", "nonsense"])
      codes.push((await server.as(wrong, "GET", "/hello")).problem.code);
    expect(codes).toEqual(["token-malformed", "token-malformed", "token-malformed", "unauthorized"]);
  });

  it.each([
    [{ name: "", role: "member" }],
    [{ name: "a", role: "root" }],
    [{ name: "a", role: "member", work_queues: ["q"] }],
    [{ name: "a", role: "agent", work_queues: [] }],
    [{ name: "a", role: "member", expires_in: 1 }],
    [{ name: "a", role: "member", token: "mine" }],
  ])("%j is not made", async (body) => {
    const server = openServer();
    expect((await server.as(OWN, "POST", "/x/tokens", body)).status).toBe(422);
    expect(await server.listed()).toEqual([]);
  });

  it("is noted as used once an hour", async () => {
    const server = openServer();
    const { token } = await server.create({ name: "ci", role: "viewer" });
    const used = async () => (await server.listed())[0]?.last_used;
    await server.me(token);
    const first = await used();
    expect(first).not.toBeNull();
    server.clock.advance(3_000_000);
    await server.me(token);
    expect(await used()).toBe(first);
    server.clock.advance(3_000_000);
    await server.me(token);
    expect(await used()).not.toBe(first);
  });
});

describe("an agent's token", () => {
  const agent = { id: "11111111-1111-4111-8111-111111111111", name: "lab" };

  it("claims from the queues it is held to and no other, by name or id", async () => {
    const server = openServer();
    const queue = async (name: string) => (await server.as(OWN, "POST", "/work_queues/", { name })).json as { id: string };
    const [gpu, other] = [await queue("gpu"), await queue("other")];
    const { token } = await server.create({ name: "lab", role: "agent", work_queues: ["gpu"] });
    const claim = async (...work_queues: string[]) => {
      const { status, problem } = await server.as(token, "POST", "/x/agents/claim", { agent, work_queues, limit: 1 });
      return [status, problem?.code];
    };
    expect(await claim("gpu")).toEqual([200, undefined]);
    expect(await claim(gpu.id)).toEqual([200, undefined]);
    for (const words of [["other"], [other.id], ["gpu", "other"], ["not there yet"]])
      expect(await claim(...words)).toEqual([403, "wrong-scope"]);
  });

  it("sets states under an epoch only", async () => {
    const server = openServer();
    const { token } = await server.create({ name: "lab", role: "agent" });
    const flow = (await server.as(OWN, "POST", "/flows/", { name: "a" })).json as { id: string };
    const run = (await server.as(OWN, "POST", "/flow_runs/", { flow_id: flow.id })).json as { id: string };
    const set = (body: object) => server.as(token, "POST", `/flow_runs/${run.id}/set_state`, { state: { type: "RUNNING" }, ...body });
    expect((await set({})).problem.code).toBe("wrong-scope");
    expect((await set({ epoch: 0 })).status).toBe(201);
  });
});

describe("wrong tokens", () => {
  const from = (server: ReturnType<typeof openServer>, sourceIp: string, authorization: string, path = "/api/hello") =>
    server
      .handler(apiEvent({ method: "GET", url: path, headers: { authorization }, body: undefined, requestId: "r", sourceIp }))
      .then(readAnswer);

  it("of one network are told to wait, and then what is wrong; who has a right one is never held up", async () => {
    const server = openServer();
    const { token } = await server.create({ name: "ci", role: "member" });
    const wrong = (sourceIp: string) => from(server, sourceIp, `Bearer ${makeToken(randomBytes(32))}`);
    for (let at = 0; at < WRONG_TOKENS.most; at += 1) expect((await wrong(`2001:db8::${at}`)).problem.code).toBe("unauthorized");
    const { status, headers, problem } = await wrong("2001:db8::99");
    expect([status, headers["retry-after"], problem.code]).toEqual([429, "6", "too-many-attempts"]);
    expect((await from(server, "2001:db8::1", "Basic bm8=")).status).toBe(429);
    expect((await from(server, "2001:db8::1", `Bearer ${token}`)).status).toBe(200);
    expect((await from(server, "2001:db8::1", `Bearer ${OWN}`)).status).toBe(200);
    expect((await wrong("2001:db8:0:1::1")).status).toBe(401);
    server.clock.advance(6_000);
    expect([(await wrong("2001:db8::1")).status, (await wrong("2001:db8::1")).status]).toEqual([401, 429]);
  });

  it("take nothing from the sign-in, nor it from them", async () => {
    const server = openServer();
    const signIn = (token: string) => send(server.handler, "POST", "/x/session", { token });
    for (let at = 0; at <= WRONG_TOKENS.most; at += 1) await server.as("wrong", "GET", "/hello");
    expect((await server.as("wrong", "GET", "/hello")).status).toBe(429);
    for (let at = 0; at < 10; at += 1) expect((await signIn("wrong")).status).toBe(401);
    expect((await signIn("wrong")).status).toBe(429);
    server.clock.advance(6_000);
    expect((await server.as("wrong", "GET", "/hello")).status).toBe(401);
  });

  it("that were cut, have ended or are missing count for nothing", async () => {
    const server = openServer();
    const { token, id } = await server.create({ name: "ci", role: "member" });
    await server.as(OWN, "DELETE", `/x/tokens/${id}`);
    for (let at = 0; at < 30; at += 1)
      for (const given of [`Bearer ${token}`, `Bearer ${token.slice(1)}x`.replace("r_", "mr_"), "Bearer", "", "Basic "])
        expect((await from(server, "192.0.2.1", given)).status).toBe(401);
    expect((await from(server, "192.0.2.1", "Bearer wrong")).problem.code).toBe("unauthorized");
  });
});

describe("a session", () => {
  const open = async (server: ReturnType<typeof openServer>, token: string) => {
    const answer = await server.handler({
      version: "2.0",
      rawPath: "/api/x/session",
      rawQueryString: "",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ token }),
      isBase64Encoded: false,
      requestContext: { requestId: "r", http: { method: "POST", path: "/api/x/session", sourceIp: "192.0.2.1" } },
    });
    const cookie = answer.cookies?.[0]?.split(";")[0] ?? "";
    const ask = () => send(server.handler, "GET", "/x/me", undefined, { cookie });
    return { answer, cookie, ask };
  };

  it("may what its token may, and ends with it", async () => {
    const server = openServer();
    const { token, id } = await server.create({ name: "eve", role: "viewer" });
    const { ask, cookie, answer } = await open(server, token);
    expect(answer.cookies?.[0]).toContain("HttpOnly; SameSite=Strict");
    expect(cookie).not.toContain(token);
    expect((await ask()).json).toMatchObject({ role: "viewer", name: "eve" });
    await server.as(OWN, "DELETE", `/x/tokens/${id}`);
    expect((await ask()).problem.code).toBe("token-revoked");
  });

  it("ends when its token expires", async () => {
    const server = openServer();
    const { token } = await server.create({ name: "eve", role: "viewer", expires_in: 600 });
    const { ask, answer } = await open(server, token);
    expect(answer.cookies?.[0]).toMatch(/Max-Age=(599|600);/);
    server.clock.advance(600_000);
    expect((await ask()).status).toBe(401);
  });

  it("is gone after signing out, also for who kept the cookie", async () => {
    const server = openServer();
    const { ask, cookie } = await open(server, OWN);
    expect((await ask()).status).toBe(200);
    expect((await send(server.handler, "DELETE", "/x/session", undefined, { cookie })).status).toBe(204);
    expect((await ask()).status).toBe(401);
  });

  it("waits for an address that tried too many tokens, while others and programs go on", async () => {
    const server = openServer();
    for (let at = 0; at < 10; at += 1) expect((await open(server, "wrong")).answer.statusCode).toBe(401);
    const { answer } = await open(server, OWN);
    expect([answer.statusCode, answer.headers["retry-after"]]).toEqual([429, "6"]);
    expect((await server.me(OWN)).role).toBe("admin");
    // another address
    expect((await send(server.handler, "POST", "/x/session", { token: OWN })).status).toBe(204);
    server.clock.advance(6_000);
    expect((await open(server, OWN)).answer.statusCode).toBe(204);
  });
});

describe("a change by a named token", () => {
  it("is an event with who, what and the request, and without its body", async () => {
    const server = openServer();
    const { token, id } = await server.create({ name: "ci", role: "member" });
    await server.as(token, "POST", "/variables/", { name: "days", value: "hush hush" });
    await server.as(token, "GET", "/hello");
    await server.as(token, "POST", "/variables/filter", {});
    await consumeAll(server, "events", createReact(server.parts));
    const { events } = await server.client.filterEvents({});
    expect(events.map(({ event }) => event)).toEqual(["millrace.api.createVariable", "millrace.api.createToken"]);
    expect(events[0]).toMatchObject({
      resource: { "prefect.resource.id": expect.stringMatching(/^prefect\.variable\.[0-9a-f-]{36}$/) },
      related: [{ "prefect.resource.id": `millrace.token.${id}`, "prefect.resource.role": "actor", "prefect.resource.name": "ci" }],
      payload: { actor: "ci", role: "member", request_id: "request-1" },
    });
    expect(JSON.stringify(events)).not.toMatch(/hush|mr_/);
  });

  it("stands though it could not be told", async () => {
    const server = openServer();
    await server.queue.close();
    expect((await server.as(OWN, "POST", "/variables/", { name: "days", value: 3 })).status).toBe(201);
    expect(server.logged.join()).toContain("A change could not be told.");
  });

  it("is for the server to tell, not for clients", async () => {
    const server = openServer();
    const event = {
      id: systemIds.uuid(),
      occurred: "2026-11-23T09:00:00Z",
      event: "millrace.api.createToken",
      resource: { "prefect.resource.id": "x" },
    };
    expect((await server.as(OWN, "POST", "/events", [event])).problem).toMatchObject({
      code: "invalid",
      what: expect.stringContaining("Only the server"),
    });
  });
});
