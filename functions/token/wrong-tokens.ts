import type { Clock } from "#core/ports/clock.ts";
import type { DocumentKey, Store } from "#core/ports/store.ts";
import { networkOf } from "./network-of.ts";

/** Counts requests with tokens nobody knows, by the network they come from. */
export interface WrongTokens {
  /**
   * Notes one of that address. Only wrong tokens get here, so that whatever it answers refuses nobody with a right one. Throws nothing: where
   * the store can't count, this process does.
   */
  noted(address: string | undefined): Promise<WrongToken>;
}

/** What is to be said of a wrong token. */
export interface WrongToken {
  /** When the network's next wrong token is answered by what is wrong with it, in epoch milliseconds; null if this one is. */
  readonly retryAt: number | null;
  /** It was told to wait, and goes on all the same. */
  readonly flood: boolean;
}

/** Wrong tokens a network has at hand, how long it takes to get one back, and how often it is told to wait before that is not said any more. */
export const WRONG_TOKENS = { most: 10, backMs: 6_000, told: 20 } as const;
/** Beyond so many writes a minute, which come from many networks, a process counts by itself: a flood must not be paid for in writes. */
export const COUNTED_A_MINUTE = 300;

/** Where the count of a network lives. */
export function wrongTokensKey(network: string): DocumentKey {
  return { pk: `REFUSED#${network}`, sk: "META" };
}

/**
 * Buckets that all processes share: a document per network says when the bucket will be full again. Each wrong token up to the limit costs a
 * read and a conditional write of it, those beyond neither, because this process remembers until when it need not look.
 */
export function createWrongTokens({ store, clock }: { readonly store: Pick<Store, "get" | "put">; readonly clock: Clock }): WrongTokens {
  const here = new Map<string, { full: number; told: number }>();
  let minute = { from: Number.NEGATIVE_INFINITY, writes: 0 };
  const remember = (network: string, full: number) => {
    // the oldest goes: its bucket is the fullest
    if (here.size >= NETWORKS && !here.has(network)) here.delete(here.keys().next().value!);
    here.delete(network);
    here.set(network, { full, told: 0 });
  };
  const isCounted = (now: number) => {
    if (now - minute.from > 60_000) minute = { from: now, writes: 0 };
    minute.writes += 1;
    return minute.writes <= COUNTED_A_MINUTE;
  };
  const refuse = (network: string, retryAt: number): WrongToken => {
    const known = here.get(network);
    if (known === undefined) return { retryAt, flood: false };
    known.told += 1;
    return { retryAt, flood: known.told > WRONG_TOKENS.told };
  };
  return {
    async noted(address) {
      const network = networkOf(address);
      const now = clock.now();
      const known = here.get(network)?.full ?? 0;
      const alone = spend(known, now);
      if (!alone.ok) return refuse(network, alone.retryAt);
      const spent = isCounted(now) ? await share(store, network, now).catch(() => alone) : alone;
      // another request of the network may have got further meanwhile
      remember(network, Math.max(spent.full, here.get(network)?.full ?? 0));
      return spent.ok ? { retryAt: null, flood: false } : refuse(network, spent.retryAt);
    },
  };
}

type Spent = { readonly ok: true; readonly full: number } | { readonly ok: false; readonly full: number; readonly retryAt: number };

const NETWORKS = 10_000;
const TRIES = 3;

/** One out of a bucket that will be full then. A time further ahead than an empty bucket's was written by a clock ahead of ours. */
function spend(before: number, now: number): Spent {
  const { most, backMs } = WRONG_TOKENS;
  const known = Math.min(before, now + most * backMs);
  const full = Math.max(known, now) + backMs;
  return full - now <= most * backMs ? { ok: true, full } : { ok: false, full: known, retryAt: full - most * backMs };
}

async function share(store: Pick<Store, "get" | "put">, network: string, now: number): Promise<Spent> {
  const key = wrongTokensKey(network);
  let current = await store.get<{ full: number }>(key);
  for (let attempt = 1; ; attempt += 1) {
    const spent = spend(current?.body.full ?? 0, now);
    if (!spent.ok) return spent;
    const document = { ...key, body: { full: spent.full }, expiresAt: Math.ceil(spent.full / 1000) };
    const put = await store.put<{ full: number }>(document, current === null ? "absent" : { version: current.version });
    if (put.ok) return spent;
    // so many at once that there is no getting through: none of them is to be answered for free
    if (attempt === TRIES) return { ok: false, full: spent.full, retryAt: now + WRONG_TOKENS.backMs };
    current = put.current;
  }
}
