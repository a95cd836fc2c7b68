import { randomBytes } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { Problem } from "#core/contract/problem.ts";
import { systemIds } from "#core/ports/system.ts";
import { createAttempts } from "#functions/api/attempts.ts";
import { judgedByGateway } from "#functions/api/gateway-callers.ts";
import { createApiHandler } from "#functions/api/handler.ts";
import { tokenCallers } from "#functions/api/token-callers.ts";
import { createWrongTokens } from "#functions/token/wrong-tokens.ts";
import { apiEvent } from "#local/server/api-event.ts";
import { openStore } from "#local/store/store.ts";
import { openTestApi, readAnswer, send, standingClock } from "./support/api.ts";

describe("problems", () => {
  it.each([
    ["a route that is not there", "GET", "/nope", undefined, {}, 404, "route-not-found"],
    ["another method", "DELETE", "/flows/", undefined, {}, 405, "method-not-allowed"],
    ["an unknown method", "BREW", "/flows/", undefined, {}, 405, "method-not-allowed"],
    ["broken JSON", "POST", "/flows/", "{", {}, 400, "bad-request"],
    ["no body", "POST", "/flows/", undefined, {}, 422, "invalid"],
    ["null as a body", "POST", "/flows/", "null", {}, 422, "invalid"],
    ["a wrong type", "POST", "/flows/", { name: 5 }, {}, 422, "invalid"],
    ["an unknown key", "POST", "/flows/", { name: "a", nmae: 1 }, {}, 422, "invalid"],
    ["a control character in a name", "POST", "/flows/", { name: "a\u0000b" }, {}, 422, "invalid"],
    ["a limit beyond 200", "POST", "/flows/filter", { limit: 201 }, {}, 422, "invalid"],
    ["another type of body", "POST", "/flows/", "name=a", { "content-type": "text/plain" }, 415, "unsupported-media-type"],
    ["a body nested too deeply", "POST", "/artifacts/", `{"data":${"[".repeat(250)}${"]".repeat(250)}}`, {}, 422, "invalid"],
    ["a key that would set a prototype", "POST", "/flows/", '{"name":"a","labels":{"__pr\\u006fto__":{"x":1}}}', {}, 422, "invalid"],
    ["a body beyond the limit", "POST", "/flows/", `{"name":"${"x".repeat(10_000_001)}"}`, {}, 413, "too-large"],
    ["an API version that is none", "GET", "/health", undefined, { "x-prefect-api-version": "latest" }, 400, "bad-request"],
    ["an id that is none", "GET", "/flow_runs/abc", undefined, {}, 404, "not-found"],
  ])("for %s", async (_, method, path, body, headers, status, code) => {
    const api = openTestApi();
    const answer = await api.send(method, path, body, headers);
    expect([answer.status, answer.problem.code]).toEqual([status, code]);
    expect(Problem.parse(answer.json)).toMatchObject({ status, code, request_id: "request-1", docs: `docs/errors/${code}.md` });
    expect(answer.headers["x-request-id"]).toBe("request-1");
    expect(await api.client.countFlows({ body: {} })).toBe(0);
  });

  it("name each field that is wrong, also for Prefect's client", async () => {
    const { problem, json } = await openTestApi().send("POST", "/flow_runs/", { flow_id: "x", tags: [1], bogus: true });
    expect(problem.issues?.map(({ path }) => path)).toEqual(["body.flow_id", "body.tags.0", "body.bogus"]);
    expect(json).toMatchObject({
      exception_message: "Invalid request received.",
      exception_detail: [{ loc: ["body", "flow_id"] }, {}, {}],
      detail: expect.stringContaining("body.flow_id"),
    });
  });

  it("tell which methods are possible", async () => {
    expect((await openTestApi().send("PUT", `/flow_runs/${systemIds.runId()}`)).problem.expected).toEqual(["GET", "PATCH", "DELETE"]);
  });

  it("turn CSRF off in Prefect's client", async () => {
    const answer = await openTestApi().send("GET", "/csrf-token?client=abc");
    expect([answer.status, answer.text]).toEqual([422, expect.stringContaining("CSRF protection is disabled.")]);
  });

  it("of our own say nothing of the inside, and go to the log with the request id", async () => {
    const lines: string[] = [];
    const { services } = openTestApi();
    const failing = { ...services, hello: () => Promise.reject(new Error("the secret of the house")) };
    const answer = await send(createApiHandler(failing, { version: "1", log: (line) => lines.push(line) }), "GET", "/hello");
    expect([answer.status, answer.problem.code]).toEqual([500, "internal"]);
    expect(answer.text).not.toContain("secret");
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { level: "error", request_id: "request-1", path: "/api/hello", error: { message: "the secret of the house" } },
    ]);
  });

  it.each([
    ["StoreBusyError", 503, "busy", "1"],
    ["StoreFullError", 507, "full", undefined],
    ["StoreInputError", 422, "invalid", undefined],
  ])("for %s of the store", async (name, status, code, retryAfter) => {
    const lines: string[] = [];
    const failing = { ...openTestApi().services, hello: () => Promise.reject(Object.assign(new Error("x"), { name })) };
    const answer = await send(createApiHandler(failing, { version: "1", log: (line) => lines.push(line) }), "GET", "/hello");
    expect([answer.status, answer.problem.code, answer.headers["retry-after"]]).toEqual([status, code, retryAfter]);
    expect(lines).toEqual([]);
  });
});

describe("requests", () => {
  it.each(["/flows", "/flows/"])("are taken with and without a slash at the end: %s", async (path) => {
    expect((await openTestApi().send("POST", path, { name: "a" })).status).toBe(201);
  });

  it("need no content type for JSON", async () => {
    const { handler } = openTestApi();
    const event = apiEvent({ method: "POST", url: "/api/flows/", headers: {}, body: '{"name":"a"}', requestId: "r" });
    expect((await handler(event)).statusCode).toBe(201);
  });

  it("may come in base64 and with headers in any case, as API Gateway sends them", async () => {
    const { handler } = openTestApi();
    const event = {
      ...apiEvent({
        method: "POST",
        url: "/api/flows/",
        headers: { "Content-Type": "application/json" },
        body: Buffer.from('{"name":"ä"}').toString("base64"),
        requestId: "r",
      }),
      isBase64Encoded: true,
      pathParameters: { proxy: "flows/" },
    };
    expect(readAnswer(await handler(event)).json).toMatchObject({ name: "ä" });
  });

  it("for a name take it from the path, whatever parameters API Gateway found", async () => {
    const { handler, client } = openTestApi();
    await client.createFlow({ body: { name: "etl" } });
    const event = {
      ...apiEvent({ method: "GET", url: "/api/flows/name/etl", headers: {}, body: undefined, requestId: "r" }),
      pathParameters: { proxy: "flows/name/etl", id: "x" },
    };
    expect(readAnswer(await handler(event)).json).toMatchObject({ name: "etl" });
  });

  it("by HEAD answer as GET would, without the body", async () => {
    const answer = await openTestApi().send("HEAD", "/health");
    expect([answer.status, answer.text, answer.headers["content-length"]]).toEqual([200, "", "4"]);
  });

  it("answer null bodies and empty ones where a body is optional", async () => {
    const { send } = openTestApi();
    for (const body of [undefined, "null", "{}", { sort: null, limit: null, offset: null, flows: null }])
      expect((await send("POST", "/flows/filter", body)).json).toEqual([]);
  });

  it.each([
    ["/admin/version", "3.8.3"],
    ["/version", "0.8.4"],
    ["/health", true],
    ["/ready", { message: "OK" }],
    ["/hello", "👋"],
  ])("to %s are answered", async (path, expected) => {
    expect((await openTestApi().send("GET", path)).json).toEqual(expected);
  });

  it("for settings get no secret", async () => {
    expect((await openTestApi().send("GET", "/admin/settings")).json).toEqual({
      version: "1.2.3",
      place: "test",
      contract_version: "3.8.3",
      api_version: "0.8.4",
      lease_seconds: 60,
      retention_days: { completed: 90, failed: 90, crashed: 90, cancelled: 90, logs: 30, events: 30 },
    });
  });
});

describe("answers", () => {
  it("are compressed beyond 500 bytes for clients that take it, if asked", async () => {
    const api = openTestApi({ compress: true });
    await Promise.all(Array.from({ length: 20 }, (_, n) => api.client.createFlow({ body: { name: `flow-${n}` } })));
    const event = (encoding: string) =>
      apiEvent({ method: "POST", url: "/api/flows/filter", headers: { "accept-encoding": encoding }, body: "{}", requestId: "r" });
    const zipped = await api.handler(event("br, gzip"));
    expect([zipped.headers["content-encoding"], zipped.isBase64Encoded]).toEqual(["gzip", true]);
    expect(JSON.parse(gunzipSync(Buffer.from(zipped.body, "base64")).toString())).toHaveLength(20);
    for (const encoding of ["br", "gzip;q=0", "identity"])
      expect((await api.handler(event(encoding))).headers["content-encoding"]).toBeUndefined();
    expect((await api.send("GET", "/health", undefined, { "accept-encoding": "gzip" })).headers["content-encoding"]).toBeUndefined();
  });

  it("are never kept, nor guessed at, nor embedded elsewhere", async () => {
    expect((await openTestApi().send("GET", "/health")).headers).toMatchObject({
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "cross-origin-resource-policy": "same-origin",
    });
  });
});

describe("the reference", () => {
  it("is an OpenAPI document of this very server", async () => {
    const answer = await openTestApi({ baseUrl: () => "http://here/api" }).send("GET", "/openapi.json");
    expect(answer.json).toMatchObject({ openapi: "3.1.0", servers: [{ url: "http://here/api" }], info: { version: "1.2.3" } });
  });

  it("is a page that may ask nobody else for anything", async () => {
    const api = openTestApi({ referenceScript: async () => Buffer.from("run()") });
    const page = await api.send("GET", "/docs");
    expect(page.headers["content-security-policy"]).toContain("default-src 'none'; script-src 'self'");
    expect(page.text).not.toMatch(/https?:\/\//);
    const script = await api.send("GET", "/docs/reference.js");
    expect([script.text, script.headers["content-type"]]).toEqual(["run()", "text/javascript; charset=utf-8"]);
    expect((await openTestApi().send("GET", "/docs/reference.js")).status).toBe(404);
  });
});

describe("requests from pages of other sites", () => {
  const body = { name: "a" };
  it.each([
    [{ "sec-fetch-site": "cross-site" }, 403],
    [{ "sec-fetch-site": "same-site", origin: "http://localhost:3000", host: "localhost:4200" }, 403],
    [{ "sec-fetch-site": "same-origin", origin: "http://evil", host: "localhost:4200" }, 201],
    [{ origin: "http://localhost:3000", host: "localhost:4200" }, 403],
    [{ origin: "null", host: "localhost:4200" }, 403],
    [{ origin: "http://localhost:4200", host: "localhost:4200" }, 201],
    [{}, 201],
  ])("with %j are answered %i", async (headers, status) => {
    expect((await openTestApi().send("POST", "/flows/", body, headers as Record<string, string>)).status).toBe(status);
  });
});

describe("callers", () => {
  it("judged by API Gateway may do what their role may", async () => {
    const { handler } = openTestApi({ callers: judgedByGateway(standingClock()) });
    const as = async (role: string | undefined, method: string, path: string, body?: string) => {
      const event = apiEvent({ method, url: `/api${path}`, headers: {}, body, requestId: "r" });
      return (await handler({ ...event, requestContext: { ...event.requestContext, authorizer: { lambda: { ...(role && { role }) } } } }))
        .statusCode;
    };
    expect([
      await as(undefined, "GET", "/health"),
      await as(undefined, "GET", "/ready"),
      await as(undefined, "GET", "/hello"),
      await as("root", "GET", "/hello"),
    ]).toEqual([200, 200, 401, 401]);
    expect([
      await as("viewer", "GET", "/hello"),
      await as("viewer", "POST", "/flows/", '{"name":"a"}'),
      await as("member", "POST", "/flows/", '{"name":"a"}'),
    ]).toEqual([200, 403, 201]);
  });

  it("judged by API Gateway wait as long as its authorizer said, which the gateway may go on saying for longer", async () => {
    const clock = standingClock();
    const { handler } = openTestApi({ callers: judgedByGateway(clock) });
    const told = { refused: "too-many-attempts", retry_at: String(clock.now() + 6_000) };
    const ask = async () => {
      const event = apiEvent({ method: "GET", url: "/api/hello", headers: {}, body: undefined, requestId: "r" });
      const { statusCode, headers } = await handler({
        ...event,
        requestContext: { ...event.requestContext, authorizer: { lambda: told } },
      });
      return [statusCode, headers["retry-after"]];
    };
    expect(await ask()).toEqual([429, "6"]);
    clock.advance(5_500);
    expect(await ask()).toEqual([429, "1"]);
    clock.advance(500);
    expect(await ask()).toEqual([401, undefined]);
  });

  const withTokens = () => {
    const clock = standingClock();
    const store = openStore(":memory:", { clock });
    const callers = tokenCallers({
      store,
      clock,
      randomBytes,
      ownToken: "right",
      isHttps: (event) => event.headers["x-forwarded-proto"] === "https",
      attempts: createAttempts(clock),
      wrongTokens: createWrongTokens({ store, clock }),
    });
    return { ...openTestApi({ callers }), clock };
  };

  it.each([
    ["Bearer right", 200],
    ["bearer right", 200],
    ["Bearer wrong", 401],
    ["Bearer ", 401],
    ["right", 401],
    [`Basic ${Buffer.from("admin:right").toString("base64")}`, 200],
    [`Basic ${Buffer.from("right").toString("base64")}`, 200],
    [`Basic ${Buffer.from("admin:wrong").toString("base64")}`, 401],
    ["Basic !!!", 401],
  ])("with Authorization: %s are answered %i", async (authorization, status) => {
    const answer = await withTokens().send("GET", "/hello", undefined, { authorization });
    expect(answer.status).toBe(status);
    if (status === 401) expect(answer.json).toMatchObject({ exception_message: "Unauthorized" });
  });

  const signIn = async (api: ReturnType<typeof withTokens>, token: string, headers: Record<string, string> = {}) =>
    api.handler(apiEvent({ method: "POST", url: "/api/x/session", headers, body: JSON.stringify({ token }), requestId: "r" }));

  it("sign in to a session that a cookie carries, until it ends", async () => {
    const api = withTokens();
    const [cookie = ""] = (await signIn(api, "right")).cookies ?? [];
    expect(cookie).toMatch(/^millrace=mr_[\w-]{49}; Path=\/; Max-Age=1209600; HttpOnly; SameSite=Strict$/);
    const pair = cookie.split(";")[0]!;
    expect((await api.send("GET", "/hello", undefined, { cookie: `other=1; ${pair}` })).status).toBe(200);
    expect((await api.send("GET", "/x/session", undefined, { cookie: pair })).json).toEqual({
      role: "admin",
      name: "server token",
      sign_in: true,
    });
    expect((await api.send("GET", "/hello", undefined, { cookie: pair.replace("mr_", "mr_A") })).status).toBe(401);
    api.clock.advance(1_209_601_000);
    expect((await api.send("GET", "/hello", undefined, { cookie: pair })).status).toBe(401);
    expect(
      (await api.handler(apiEvent({ method: "DELETE", url: "/api/x/session", headers: {}, body: undefined, requestId: "r" }))).cookies?.[0],
    ).toMatch(/^millrace=; Path=\/; Max-Age=0/);
  });

  it("get a __Host- cookie over HTTPS, and none for a wrong token", async () => {
    const api = withTokens();
    expect((await signIn(api, "right", { "x-forwarded-proto": "https" })).cookies?.[0]).toMatch(/^__Host-millrace=.*; Secure$/);
    const wrong = await signIn(api, "wrong");
    expect([wrong.statusCode, wrong.cookies]).toEqual([401, undefined]);
    expect((await api.send("GET", "/x/session")).json).toEqual({ role: null, name: null, sign_in: true });
  });

  it("need not sign in where nobody does", async () => {
    const api = openTestApi();
    expect((await api.send("GET", "/x/session")).json).toEqual({ role: "admin", name: null, sign_in: false });
    expect((await api.send("POST", "/x/session", { token: "any" })).status).toBe(204);
  });
});
