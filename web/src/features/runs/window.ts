import { type Range, type RunsSearch, ranges } from "./search.ts";

/** The span the history chart shows, cut into equal buckets. */
export interface Window {
  readonly start: number;
  readonly end: number;
  readonly seconds: number;
}

const nice = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 2 * 86_400, 7 * 86_400];
const BUCKETS = 60;
const FURTHEST = 90 * 86_400_000;

/** The window of a search: its own span, or from the oldest run (at most 90 days ago) to now; borders fall on whole buckets. */
export function historyWindow(search: Pick<RunsSearch, "range" | "from" | "to">, oldestMs: number | null, nowMs: number): Window {
  const [from, to] = span(search, oldestMs, nowMs);
  const seconds = nice.find((step) => (to - from) / (step * 1000) <= BUCKETS) ?? nice.at(-1)!;
  const size = seconds * 1000;
  return { start: Math.floor(from / size) * size, end: Math.max(Math.ceil(to / size), Math.floor(from / size) + 1) * size, seconds };
}

/** Where the axis gets its labels: `count` moments, evenly spread, on bucket borders. */
export function axisTicks(window: Window, count: number): number[] {
  const buckets = Math.round((window.end - window.start) / (window.seconds * 1000));
  const step = Math.max(1, Math.ceil(buckets / count));
  const ticks = Array.from({ length: Math.ceil(buckets / step) }, (_, index) => window.start + index * step * window.seconds * 1000);
  // a label at the very end would be cut
  return ticks.filter((tick) => (tick - window.start) / (window.end - window.start) < 0.95);
}

function span(
  search: { readonly range?: Range; readonly from?: string; readonly to?: string },
  oldestMs: number | null,
  nowMs: number,
): [number, number] {
  if (search.from !== undefined || search.to !== undefined) {
    const to = search.to === undefined ? nowMs : Date.parse(search.to);
    return [search.from === undefined ? to - 86_400_000 : Date.parse(search.from), to];
  }
  if (search.range !== undefined) return [nowMs - ranges[search.range] * 1000, nowMs];
  return [Math.max(nowMs - FURTHEST, Math.min(oldestMs ?? nowMs, nowMs - 300_000)), nowMs];
}
