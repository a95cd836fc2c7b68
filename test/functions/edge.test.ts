import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ATTEMPTS } from "#functions/api/attempts.ts";
import { edgeKey } from "#functions/token/edge-document.ts";
import { edgeKeyWork } from "#functions/token/mint-edge-key.ts";
import { makeToken, tokenDigest } from "#functions/token/token.ts";
import { WRONG_TOKENS } from "#functions/token/wrong-tokens.ts";
import { type Edge, openEdge } from "#test/support/edge.ts";
import { browse } from "../server/tls-proxy.ts";
import { readAnswer } from "./support/api.ts";

let edge: Edge;
beforeAll(async () => {
  edge = await openEdge();
});
afterAll(() => edge[Symbol.asyncDispose]());

const json = { "content-type": "application/json" };
const signIn = (token: string, headers: Record<string, string> = {}) =>
  browse(`${edge.url}/api/x/session`, { method: "POST", headers: { ...json, ...headers }, body: JSON.stringify({ token }) });
const flows = (headers: Record<string, string>) =>
  browse(`${edge.url}/api/flows/filter`, { method: "POST", headers: { ...json, ...headers }, body: "{}" });

describe("through CloudFront", () => {
  it("a browser signs in, works with nothing but its cookie, and signs out for good", async () => {
    const signedIn = await signIn(edge.token, { origin: edge.url });
    const [set = ""] = signedIn.headers["set-cookie"] as string[];
    expect([signedIn.status, set]).toEqual([
      204,
      expect.stringMatching(/^__Host-millrace=mr_.*Path=\/; Max-Age=\d+; HttpOnly; SameSite=Strict; Secure$/),
    ]);
    // a browser keeps 4,096 bytes of a cookie, and the gateway takes 10,240 of all headers
    expect(set.length).toBeLessThan(200);
    const session = { cookie: set.replace(/;.*/, ""), origin: edge.url };
    expect((await flows(session)).status).toBe(200);
    expect(JSON.parse((await browse(`${edge.url}/api/x/session`, { headers: session })).text)).toMatchObject({
      role: "admin",
      name: "edge",
    });

    const signedOut = await browse(`${edge.url}/api/x/session`, { method: "DELETE", headers: session });
    expect([signedOut.status, String(signedOut.headers["set-cookie"])]).toEqual([
      204,
      expect.stringMatching(/^__Host-millrace=; .*Max-Age=0/),
    ]);
    expect((await flows(session)).status).toBe(403);
    expect(JSON.parse((await browse(`${edge.url}/api/x/session`, { headers: session })).text)).toMatchObject({ role: null, sign_in: true });
  });

  it("another site's page does not get the cookie to work, by what browsers say of sites or by its Origin alone", async () => {
    const [set = ""] = (await signIn(edge.token)).headers["set-cookie"] as string[];
    const session = { cookie: set.replace(/;.*/, "") };
    expect((await flows({ ...session, origin: "https://elsewhere.example" })).status).toBe(403);
    expect((await flows({ ...session, origin: edge.url, "sec-fetch-site": "cross-site" })).status).toBe(403);
    // the page names itself as the host it would like to be
    const forged = { origin: "https://elsewhere.example", "x-millrace-host": "elsewhere.example" };
    expect((await flows({ ...session, ...forged })).status).toBe(403);
  });

  it("a program works with its token as it does without CloudFront", async () => {
    expect((await flows({ authorization: `Bearer ${edge.token}` })).status).toBe(200);
    expect((await flows({})).status).toBe(401);
    expect((await flows({ authorization: `Session ${edge.token}` })).status).toBe(401);
  });
});

describe("who tries tokens", () => {
  it("is known by the viewer's address, which nobody can say for another", async () => {
    const wrong = (sourceIp: string, headers: Record<string, string>) =>
      edge
        .direct({ method: "POST", url: "/api/x/session", headers: { ...json, ...headers }, body: '{"token":"no"}', sourceIp })
        .then((answer) => answer.statusCode);
    // past CloudFront, naming another address each time: it is held to its own
    const key = makeToken(randomBytes(32));
    for (let each = 0; each < ATTEMPTS.most; each++)
      expect(await wrong("203.0.113.9", { "x-millrace-viewer": `10.0.0.${each}`, "x-millrace-edge": key })).toBe(401);
    expect(await wrong("203.0.113.9", { "x-millrace-viewer": "10.0.0.99", "x-millrace-edge": key })).toBe(429);
    // those at CloudFront share its addresses, and are told apart all the same
    for (let each = 0; each < ATTEMPTS.most; each++)
      expect((await signIn("no", { "x-millrace-viewer": `10.0.0.${each}` })).status).toBe(401);
    expect((await signIn("no")).status).toBe(429);
    expect(await wrong("127.0.0.2", {})).toBe(401);
  });

  it("with a program is told when to come back, by the viewer's address too, and holds up nobody with a token", async () => {
    const bearer = () => `Bearer ${makeToken(randomBytes(32))}`;
    const direct = (sourceIp: string) =>
      edge.direct({ method: "GET", url: "/api/hello", headers: { authorization: bearer() }, sourceIp }).then(readAnswer);
    for (let each = 0; each < WRONG_TOKENS.most; each++) {
      expect((await flows({ authorization: bearer() })).status).toBe(401);
      expect((await direct("203.0.113.7")).problem.code).toBe("unauthorized");
    }
    const { status, headers, problem } = await direct("203.0.113.7");
    expect([status, headers["retry-after"], problem.code]).toEqual([429, "6", "too-many-attempts"]);
    expect((await flows({ authorization: bearer() })).status).toBe(429);
    expect((await flows({ authorization: `Bearer ${edge.token}` })).status).toBe(200);
    // whose address all viewers share, as long as CloudFront does not name them
    expect((await direct("64.252.64.1")).status).toBe(401);
  });

  it("is taken at the key's word no longer than the key is known", async () => {
    const { store } = edge;
    const clock = { now: () => 0 };
    const { id, data } = (await edgeKeyWork({ store, clock, randomBytes }, undefined).create!())!;
    expect(tokenDigest(data["Key"]!)).toBe(id);
    expect(JSON.stringify(await store.get(edgeKey(id)))).not.toContain(data["Key"]);
    await edgeKeyWork({ store, clock, randomBytes }, "EdgeKey").delete!();
    expect(await store.get(edgeKey(id))).not.toBeNull();
    await edgeKeyWork({ store, clock, randomBytes }, id).delete!();
    expect(await store.get(edgeKey(id))).toBeNull();
  });
});

it("links in answers lead where the viewer came from", async () => {
  const answer = await browse(`${edge.url}/api/openapi.json`, { headers: { authorization: `Bearer ${edge.token}` } });
  expect(JSON.parse(answer.text).servers[0].url).toBe(`${edge.url}/api`);
  const direct = await edge.direct({
    method: "GET",
    url: "/api/openapi.json",
    headers: { authorization: `Bearer ${edge.token}`, "x-millrace-host": "evil.example", host: "abc.execute-api.eu-west-1.amazonaws.com" },
    sourceIp: "203.0.113.9",
  });
  expect(readAnswer(direct).text).toContain("https://abc.execute-api.eu-west-1.amazonaws.com/api");
});
