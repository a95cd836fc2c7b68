import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Clock } from "#core/ports/clock.ts";
import { StoreBusyError } from "#core/ports/errors.ts";
import type { Store } from "#core/ports/store.ts";
import { systemClock } from "#core/ports/system.ts";
import { type AuthorizerDependencies, authorize } from "#functions/authorizer/authorizer.ts";
import { createIsEdge } from "#functions/token/edge-keys.ts";
import { edgeKeyWork } from "#functions/token/mint-edge-key.ts";
import { sessionDocument } from "#functions/token/session-document.ts";
import { makeToken, tokenDigest } from "#functions/token/token.ts";
import { NEW_TOKEN, tokenDocument, tokenId, tokenKey } from "#functions/token/token-document.ts";
import { createWrongTokens, WRONG_TOKENS } from "#functions/token/wrong-tokens.ts";
import { openStore } from "#local/store/store.ts";
import { standingClock } from "../support/api.ts";

const token = makeToken(new Uint8Array(32).fill(1));
const unknown = makeToken(new Uint8Array(32).fill(2));
let store: Store;
beforeAll(async () => {
  store = openStore(":memory:", { clock: systemClock });
  await store.put(tokenDocument(tokenDigest(token), { ...NEW_TOKEN, name: "ci", role: "member", created: 0 }), "absent");
});
afterAll(() => store.close());

const open = (clock: Clock = systemClock) => ({
  store,
  clock,
  wrongTokens: createWrongTokens({ store, clock }),
  isEdge: createIsEdge({ store }),
});
let networks = 0;
/** From a network of its own, if none is named. */
const ask = (authorization?: string, { from = `198.51.100.${++networks}`, headers = {}, lookup = open() }: Asking = {}) =>
  authorize(
    { headers: { ...headers, ...(authorization !== undefined && { authorization }) }, requestContext: { http: { sourceIp: from } } },
    lookup,
  );
interface Asking {
  readonly from?: string;
  readonly headers?: Record<string, string>;
  readonly lookup?: AuthorizerDependencies;
}
/** A clock that stands at the time the store has. */
const standing = () => {
  const clock = standingClock();
  clock.advance(Date.now() - clock.now());
  return clock;
};
const wrong = () => `Bearer ${makeToken(randomBytes(32))}`;
const UNKNOWN = { isAuthorized: true, context: { refused: "unauthorized" } };

it.each([`Bearer ${token}`, `bearer ${token}`, `BEARER  ${token}`])(
  "lets in a token the store knows, with its role: %s",
  async (header) => {
    expect(await ask(header)).toEqual({
      isAuthorized: true,
      context: { role: "member", token: "ci", token_id: tokenId(tokenDigest(token)), digest: tokenDigest(token) },
    });
  },
);

it.each([
  ["no header", undefined],
  ["an empty header", ""],
  ["a token without a scheme", token],
  ["another scheme", `Basic ${token}`],
  ["two tokens", `Bearer ${token} ${token}`],
  ["a digest in the token's place", `Bearer ${tokenDigest(token)}`],
])("refuses %s", async (_, header) => {
  expect(await ask(header)).toEqual({ isAuthorized: false });
});

it("does not ask the store about what cannot be a token", async () => {
  const asked = () => Promise.reject(new Error("was asked"));
  const lookup = { store: { get: asked }, clock: systemClock, wrongTokens: { noted: asked }, isEdge: asked };
  const headers = { "x-millrace-viewer": "192.0.2.1", "x-millrace-edge": unknown };
  for (const junk of ["mr_junk", `${token}A`, token.slice(0, -1), token.toUpperCase(), "a".repeat(5000)])
    expect(await ask(`Bearer ${junk}`, { lookup, headers })).toEqual({ isAuthorized: false });
});

it.each([
  ["expired", { expires: 1 }],
  ["revoked", { revoked: 1 }],
])("lets a token that was %s through without a role, for the API to say so", async (what, ended) => {
  const old = makeToken(new Uint8Array(32).fill(3));
  await store.put(tokenDocument(tokenDigest(old), { ...NEW_TOKEN, name: "old", role: "admin", created: 0, ...ended }), "any");
  // the store drops what ended long ago
  expect(await ask(`Bearer ${old}`)).toEqual(UNKNOWN);
  const lately = { expires: !("expires" in ended) ? null : Date.now() - 1, revoked: !("revoked" in ended) ? null : Date.now() };
  await store.put(tokenDocument(tokenDigest(old), { ...NEW_TOKEN, name: "old", role: "admin", created: 0, ...lately }), "any");
  expect(await ask(`Bearer ${old}`)).toEqual({ isAuthorized: true, context: { refused: `token-${what}` } });
});

it("lets a session in as its token, and only by its scheme", async () => {
  const session = makeToken(new Uint8Array(32).fill(4));
  await store.put(sessionDocument(tokenDigest(session), { token: tokenDigest(token), expires: Date.now() + 60_000 }), "absent");
  expect(await ask(`Session ${session}`)).toMatchObject({ isAuthorized: true, context: { role: "member", token: "ci" } });
  expect(await ask(`Bearer ${session}`)).toEqual(UNKNOWN);
  expect(await ask(`Session ${token}`)).toEqual({ isAuthorized: false });
});

describe("a token nobody minted", () => {
  it("goes through without a role, for the API to say so, until its network sent too many", async () => {
    const clock = standing();
    const [lookup, other] = [open(clock), open(clock)];
    const from = "203.0.113.1";
    for (let at = 0; at < WRONG_TOKENS.most; at += 1)
      expect(await ask(wrong(), { from, lookup: at % 2 === 0 ? lookup : other })).toEqual(UNKNOWN);
    // neither a third process nor the same network's other addresses begin anew
    const told = await ask(wrong(), { from, lookup: open(clock) });
    expect(told).toEqual({ isAuthorized: true, context: { refused: "too-many-attempts", retry_at: expect.any(Number) } });
    expect(await ask(`Bearer ${token}`, { from, lookup })).toMatchObject({ context: { role: "member" } });
    expect(await ask(wrong(), { from: "203.0.113.2", lookup })).toEqual(UNKNOWN);
    clock.advance(WRONG_TOKENS.backMs);
    expect(await ask(wrong(), { from, lookup })).toEqual(UNKNOWN);
  });

  it("ends here when the network goes on though it was told to wait, and costs no more than the look at the token", async () => {
    const clock = standing();
    const lookup = open(clock);
    const from = "203.0.113.3";
    for (let at = 0; at < WRONG_TOKENS.most; at += 1) await ask(wrong(), { from, lookup });
    await ask(wrong(), { from, lookup });
    const get = vi.spyOn(store, "get");
    const put = vi.spyOn(store, "put");
    const answers = [];
    for (let at = 0; at < WRONG_TOKENS.told + 5; at += 1) answers.push((await ask(wrong(), { from, lookup })).isAuthorized);
    expect(answers.filter((through) => through)).toHaveLength(WRONG_TOKENS.told - 1);
    expect(answers.slice(-5)).toEqual([false, false, false, false, false]);
    expect([get.mock.calls.length, put.mock.calls.length]).toEqual([answers.length, 0]);
    vi.restoreAllMocks();
    expect(await ask(`Bearer ${token}`, { from, lookup })).toMatchObject({ context: { role: "member" } });
  });

  it("is counted by the viewer behind CloudFront, whom nobody else can name", async () => {
    const lookup = open(standing());
    const { data } = (await edgeKeyWork({ store, clock: systemClock, randomBytes }, undefined).create!())!;
    const seen = (viewer: string, key = data["Key"]!) =>
      ask(wrong(), { from: "203.0.113.4", headers: { "x-millrace-viewer": viewer, "x-millrace-edge": key }, lookup });
    for (let at = 0; at < WRONG_TOKENS.most; at += 1) expect(await seen("192.0.2.1")).toEqual(UNKNOWN);
    expect(await seen("192.0.2.1")).toMatchObject({ context: { refused: "too-many-attempts" } });
    expect(await seen("192.0.2.2")).toEqual(UNKNOWN);
    for (let at = 0; at < WRONG_TOKENS.most; at += 1) expect(await seen(`192.0.2.${at}`, unknown)).toEqual(UNKNOWN);
    expect(await seen("192.0.2.99", unknown)).toMatchObject({ context: { refused: "too-many-attempts" } });
  });

  it("is refused though the store can't count", async () => {
    const busy = { get: store.get.bind(store), put: () => Promise.reject(new StoreBusyError("busy")) };
    const lookup = { ...open(), wrongTokens: createWrongTokens({ store: busy, clock: standing() }) };
    const from = "203.0.113.5";
    for (let at = 0; at < WRONG_TOKENS.most; at += 1) expect(await ask(wrong(), { from, lookup })).toEqual(UNKNOWN);
    expect(await ask(wrong(), { from, lookup })).toMatchObject({ context: { refused: "too-many-attempts" } });
  });
});

it("refuses a token nobody has any more", async () => {
  await store.delete(tokenKey(tokenDigest(token)));
  expect(await ask(`Bearer ${token}`)).toEqual(UNKNOWN);
});
