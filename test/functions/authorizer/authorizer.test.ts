import { afterAll, beforeAll, expect, it } from "vitest";
import type { Store } from "#core/ports/store.ts";
import { systemClock } from "#core/ports/system.ts";
import { authorize } from "#functions/authorizer/authorizer.ts";
import { sessionDocument } from "#functions/token/session-document.ts";
import { makeToken, tokenDigest } from "#functions/token/token.ts";
import { NEW_TOKEN, tokenDocument, tokenId, tokenKey } from "#functions/token/token-document.ts";
import { openStore } from "#local/store/store.ts";

const token = makeToken(new Uint8Array(32).fill(1));
const unknown = makeToken(new Uint8Array(32).fill(2));
let store: Store;
beforeAll(async () => {
  store = openStore(":memory:", { clock: systemClock });
  await store.put(tokenDocument(tokenDigest(token), { ...NEW_TOKEN, name: "ci", role: "member", created: 0 }), "absent");
});
afterAll(() => store.close());

const ask = (authorization?: string) =>
  authorize({ headers: authorization === undefined ? {} : { authorization } }, { store, clock: systemClock });

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
  ["a token nobody minted", `Bearer ${unknown}`],
  ["two tokens", `Bearer ${token} ${token}`],
  ["a digest in the token's place", `Bearer ${tokenDigest(token)}`],
])("refuses %s", async (_, header) => {
  expect(await ask(header)).toEqual({ isAuthorized: false });
});

it("does not ask the store about what cannot be a token", async () => {
  const lookup = { store: { get: () => Promise.reject(new Error("was asked")) }, clock: systemClock };
  const answer = await authorize({ headers: { authorization: "Bearer mr_junk" } }, lookup);
  expect(answer).toEqual({ isAuthorized: false });
});

it.each([
  ["expired", { expires: 1 }],
  ["revoked", { revoked: 1 }],
])("lets a token that was %s through without a role, for the API to say so", async (what, ended) => {
  const old = makeToken(new Uint8Array(32).fill(3));
  await store.put(tokenDocument(tokenDigest(old), { ...NEW_TOKEN, name: "old", role: "admin", created: 0, ...ended }), "any");
  // the store drops what ended long ago
  expect(await ask(`Bearer ${old}`)).toEqual({ isAuthorized: false });
  const lately = { expires: !("expires" in ended) ? null : Date.now() - 1, revoked: !("revoked" in ended) ? null : Date.now() };
  await store.put(tokenDocument(tokenDigest(old), { ...NEW_TOKEN, name: "old", role: "admin", created: 0, ...lately }), "any");
  expect(await ask(`Bearer ${old}`)).toEqual({ isAuthorized: true, context: { refused: `token-${what}` } });
});

it("lets a session in as its token, and only by its scheme", async () => {
  const session = makeToken(new Uint8Array(32).fill(4));
  await store.put(sessionDocument(tokenDigest(session), { token: tokenDigest(token), expires: Date.now() + 60_000 }), "absent");
  expect(await ask(`Session ${session}`)).toMatchObject({ isAuthorized: true, context: { role: "member", token: "ci" } });
  expect(await ask(`Bearer ${session}`)).toEqual({ isAuthorized: false });
  expect(await ask(`Session ${token}`)).toEqual({ isAuthorized: false });
});

it("refuses a token nobody has any more", async () => {
  await store.delete(tokenKey(tokenDigest(token)));
  expect(await ask(`Bearer ${token}`)).toEqual({ isAuthorized: false });
});
