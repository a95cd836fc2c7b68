/** The common time axis of a run's timeline, in milliseconds. */
export interface Axis {
  readonly start: number;
  readonly end: number;
}

/** Where a span lies on an axis, in percent; a moment too short to see is given `least` percent. */
export function place(axis: Axis, start: number, end: number, least = 0): { readonly left: number; readonly width: number } {
  const length = Math.max(1, axis.end - axis.start);
  const left = clamp(((start - axis.start) / length) * 100);
  const width = Math.max(least, clamp(((end - axis.start) / length) * 100) - left);
  return { left: Math.min(left, 100 - Math.min(width, 100)), width };
}

/** Round distances from the start for the axis's labels: at most `count`, none too near the end. */
export function ticks(axis: Axis, count: number): number[] {
  const length = Math.max(1, axis.end - axis.start);
  const step = steps.find((size) => length / size <= count) ?? 86_400_000 * Math.ceil(length / 86_400_000 / count);
  return Array.from({ length: Math.floor(length / step) + 1 }, (_, index) => index * step).filter((tick) => tick <= length * 0.97);
}

/** A distance from the start as a label, in the unit of the step. */
export function tickLabel(ms: number): string {
  if (ms === 0) return "0";
  if (ms < 1_000) return `${ms} ms`;
  if (ms < 60_000) return `${+(ms / 1_000).toFixed(2)} s`;
  if (ms < 3_600_000) return ms % 60_000 === 0 ? `${ms / 60_000} m` : `${Math.floor(ms / 60_000)}m ${Math.round((ms % 60_000) / 1000)}s`;
  return `${+(ms / 3_600_000).toFixed(2)} h`;
}

const steps = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000, 1_800_000,
  3_600_000, 7_200_000, 14_400_000, 43_200_000, 86_400_000,
];

function clamp(percent: number): number {
  return Math.min(100, Math.max(0, percent));
}
