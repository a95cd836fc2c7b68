import type { HistoryBucket } from "../../../../core/contract/flow-runs.ts";
import type { StateType } from "../../../../core/contract/states.ts";
import { stateTypes, type Tone, toneOf } from "../../lib/tone.ts";

/** Runs of one look: a state type, or a name of it that has its own colour. */
export interface Count {
  readonly key: Tone;
  readonly type: StateType;
  readonly name: string | null;
  readonly tone: Tone;
  readonly count: number;
}

/** The counts of one bucket, good states first, so that trouble lies on top of the bar. */
export function bucketCounts(bucket: HistoryBucket): Count[] {
  const counts = new Map<string, Count>();
  for (const { state_type: type, state_name: name, count_runs: count } of bucket.states) {
    if (count === 0) continue;
    const tone = toneOf(type, name);
    const known = counts.get(tone);
    counts.set(tone, {
      key: tone,
      type: known?.type ?? type,
      name: known === undefined || known.name === name ? name : null,
      tone,
      count: count + (known?.count ?? 0),
    });
  }
  return [...counts.values()].sort((one, other) => rank(other.type) - rank(one.type));
}

/** The same over all buckets, trouble first. */
export function sumCounts(buckets: readonly HistoryBucket[]): Count[] {
  const states = buckets.flatMap((bucket) => bucket.states);
  return bucketCounts({ interval_start: "", interval_end: "", states }).reverse();
}

function rank(type: StateType): number {
  return stateTypes.indexOf(type);
}
