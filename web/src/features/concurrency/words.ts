import type { ConcurrencyLimitV2 } from "../../../../core/contract/concurrency-limits.ts";

/** The name of a limit as people say it; the limit of a tag is named `tag:<tag>`. */
export function limitName(name: string): { readonly name: string; readonly ofTag: boolean } {
  return name.startsWith("tag:") ? { name: name.slice(4), ofTag: true } : { name, ofTag: false };
}

/** What a limit does, in words. */
export function limitWords({ name, limit, slot_decay_per_second: decay, active }: ConcurrencyLimitV2): string {
  const what =
    decay > 0
      ? `Rate limit: ${limit} at once, ${rate(decay)} come back`
      : limitName(name).ofTag
        ? `Task runs with the tag, ${limit} at once`
        : `${limit} ${limit === 1 ? "slot" : "slots"} for concurrency(${JSON.stringify(name)})`;
  return active ? what : `${what}; switched off`;
}

function rate(perSecond: number): string {
  if (perSecond >= 1) return `${round(perSecond)} a second`;
  return perSecond * 60 >= 1 ? `${round(perSecond * 60)} a minute` : `${round(perSecond * 3_600)} an hour`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
