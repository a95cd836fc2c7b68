import { afterAll, beforeAll, expect, it } from "vitest";
import type { Store } from "#core/ports/store.ts";
import { systemClock } from "#core/ports/system.ts";
import { authorize } from "#functions/authorizer/authorizer.ts";
import { makeToken, tokenDigest } from "#functions/token/token.ts";
import { tokenDocument, tokenKey } from "#functions/token/token-document.ts";
import { openStore } from "#local/store/store.ts";

const token = makeToken(new Uint8Array(32).fill(1));
const unknown = makeToken(new Uint8Array(32).fill(2));
let store: Store;
beforeAll(async () => {
  store = openStore(":memory:", { clock: systemClock });
  await store.put(tokenDocument(tokenDigest(token), { name: "ci", role: "member", created: 0 }), "absent");
});
afterAll(() => store.close());

const ask = (authorization?: string) => authorize({ headers: authorization === undefined ? {} : { authorization } }, store);

it.each([`Bearer ${token}`, `bearer ${token}`, `BEARER  ${token}`])(
  "lets in a token the store knows, with its role: %s",
  async (header) => {
    expect(await ask(header)).toEqual({ isAuthorized: true, context: { role: "member", token: "ci" } });
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
  const answer = await authorize({ headers: { authorization: "Bearer mr_junk" } }, { get: () => Promise.reject(new Error("was asked")) });
  expect(answer).toEqual({ isAuthorized: false });
});

it("refuses a revoked token", async () => {
  await store.delete(tokenKey(tokenDigest(token)));
  expect(await ask(`Bearer ${token}`)).toEqual({ isAuthorized: false });
});
