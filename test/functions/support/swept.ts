import type { Swept } from "#functions/sweep/sweep.ts";

/** A pass of the sweep that found nothing to do. */
export const NOTHING_SWEPT: Swept = {
  lost: 0,
  late: 0,
  slots: 0,
  woken: 0,
  coming: 0,
  pauses: 0,
  scheduled: 0,
  removed: 0,
  reindexed: 0,
  unhandled: 0,
  failed: 0,
};
