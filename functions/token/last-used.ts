import type { Clock } from "#core/ports/clock.ts";
import type { Store } from "#core/ports/store.ts";
import { type TokenBody, tokenDocument, tokenKey, tokenOf } from "./token-document.ts";

/**
 * Notes when tokens are used, at most once an hour each: the list tells which nobody needs any more, and a write per request would cost more
 * than the requests. It fails nothing: what went wrong goes to `log`.
 */
export function createLastUsed({
  store,
  clock,
  log,
}: {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: (line: string) => void;
}): (digest: string) => Promise<void> {
  const looked = new Map<string, number>();
  return async (digest) => {
    const now = clock.now();
    const before = looked.get(digest);
    if (before !== undefined && now - before < HOUR_MS) return;
    if (looked.size >= MOST) looked.clear();
    looked.set(digest, now);
    try {
      const document = await store.get<TokenBody>(tokenKey(digest));
      if (document === null) return;
      const { body } = tokenOf(document);
      // one of a run is in no list, and not to get there
      if (body.flowRun !== null) return;
      if (body.lastUsed !== null && now - body.lastUsed < HOUR_MS) return;
      // lost to a revocation, or to another who noted the same
      await store.put(tokenDocument(digest, { ...body, lastUsed: now }), { version: document.version });
    } catch (error) {
      log(JSON.stringify({ level: "error", what: "The use of a token could not be noted.", error: String(error) }));
    }
  };
}

const HOUR_MS = 3_600_000;
const MOST = 10_000;
