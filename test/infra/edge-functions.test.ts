import { transform } from "esbuild";
import { describe, expect, it } from "vitest";
import { runViewerRequest, type ViewerEvent } from "#test/support/viewer-request.ts";
import { API, PAGES } from "../../infra/constructs/edge-functions.ts";

const SESSION = `mr_${"s".repeat(49)}`;
type Fields = ViewerEvent["request"]["headers"];

const ask = (code: string, given: { uri?: string; headers?: Fields; cookies?: Fields } = {}) =>
  runViewerRequest(code, {
    version: "1.0",
    viewer: { ip: "198.51.100.7" },
    request: {
      method: "GET",
      uri: given.uri ?? "/api/hello",
      querystring: "",
      headers: { host: { value: "d1.cloudfront.net" }, ...given.headers },
      cookies: given.cookies ?? {},
    },
  });
const authorization = (headers?: Fields, cookies?: Fields) =>
  ask(API, { ...(headers && { headers }), ...(cookies && { cookies }) }).headers["authorization"]?.value;
const cookie = (value: string) => ({ "__Host-millrace": { value } });

describe.each([
  ["API", API],
  ["PAGES", PAGES],
])("the function %s", (_, code) => {
  it("is what CloudFront's runtime takes: ES5, no modules, less than 10 KB", async () => {
    const written = async (target: string) => (await transform(code, { target, loader: "js" })).code;
    // what is newer is refused or written otherwise
    expect(await written("es5")).toBe(await written("esnext"));
    expect(code).not.toMatch(/\b(import|require|eval|setTimeout|fetch)\b/);
    expect(Buffer.byteLength(code)).toBeLessThan(10_240);
  });
});

describe("the session of a cookie", () => {
  it("becomes what the authorizer looks at", () => {
    expect(authorization(undefined, cookie(SESSION))).toBe(`Session ${SESSION}`);
  });

  it("gives way to a token the viewer sends", () => {
    expect(authorization({ authorization: { value: "Bearer x" } }, cookie(SESSION))).toBe("Bearer x");
  });

  it.each([
    ["another cookie's", { millrace: { value: SESSION } }],
    ["one that is cut", cookie(SESSION.slice(0, -1))],
    ["one that is too long", cookie(`${SESSION}s`)],
    ["one that brings a header", cookie(`${SESSION}\r\nx-evil: 1`)],
    ["one of two", { "__Host-millrace": { value: SESSION, multiValue: [{ value: SESSION }, { value: SESSION }] } }],
    ["none", {}],
  ])("is not made of %s", (_, cookies) => {
    expect(authorization(undefined, cookies)).toBeUndefined();
  });
});

describe("what a viewer must not send", () => {
  it.each(["Session x", "session x", " SESSION  x", "Session", ""])("an Authorization of %j is taken away", (value) => {
    expect(authorization({ authorization: { value } })).toBeUndefined();
    expect(authorization({ authorization: { value } }, cookie(SESSION))).toBe(`Session ${SESSION}`);
  });

  it("two Authorizations are taken away, and no cookie stands in for them", () => {
    const two = { value: "Bearer b", multiValue: [{ value: "Bearer a" }, { value: "Bearer b" }] };
    expect(authorization({ authorization: two }, cookie(SESSION))).toBeUndefined();
  });

  it("who it is and what it called are told by CloudFront alone", () => {
    const forged = { "x-millrace-viewer": { value: "10.0.0.1" }, "x-millrace-host": { value: "evil" }, "x-millrace-edge": { value: "k" } };
    const { headers } = ask(API, { headers: { ...forged, origin: { value: "https://d1.cloudfront.net" } } });
    expect(headers).toEqual({
      host: { value: "d1.cloudfront.net" },
      origin: { value: "https://d1.cloudfront.net" },
      "x-millrace-viewer": { value: "198.51.100.7" },
      "x-millrace-host": { value: "d1.cloudfront.net" },
    });
  });
});

it.each([
  ["/", "/index.html"],
  ["/runs/01a2075f", "/index.html"],
  ["/assets/index-1a2b.js", "/assets/index-1a2b.js"],
  ["/favicon.svg", "/favicon.svg"],
])("a page %s is served by %s", (uri, served) => {
  expect(ask(PAGES, { uri }).uri).toBe(served);
});
