import type { Clock } from "#core/ports/clock.ts";
import type { Store } from "#core/ports/store.ts";
import { makeToken, tokenDigest } from "./token.ts";
import { NEW_TOKEN, tokenDocument } from "./token-document.ts";

export interface MintDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly randomBytes: (count: number) => Uint8Array;
  /** Hands the token to where its owner finds it. */
  readonly handOver: (token: string) => Promise<void>;
}

/**
 * Makes the first admin token. Its digest is stored before the token is handed over: a crash in between leaves
 * a digest nobody has the token of, never a token that does not work.
 */
export async function mintToken({ store, clock, randomBytes, handOver }: MintDependencies): Promise<void> {
  const token = makeToken(randomBytes(32));
  const body = { ...NEW_TOKEN, name: "first admin token", role: "admin", created: clock.now() } as const;
  await store.put(tokenDocument(tokenDigest(token), body), "absent");
  await handOver(token);
}
