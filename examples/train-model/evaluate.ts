import type { Encoders } from "./encoders.ts";
import { type Matrix, rowsOf } from "./matrix.ts";
import { type Forest, predictDelays } from "./train.ts";

/** Errors in minutes over so many flights: root of the mean square, and mean of the absolute values. */
export interface Score {
  rmse: number;
  mae: number;
  flights: number;
}

/** Scores a forest. */
export function scoreForest(forest: Forest, rows: Matrix): Score {
  return score(rows.delays, predictDelays(forest, rowsOf(rows)));
}

/** Scores what needs no model: always the mean delay of the training month, and the mean delay of the hour of departure. */
export function scoreBaselines(encoders: Encoders, rows: Matrix): { mean: Score; hour: Score } {
  const hours = rowsOf(rows).map(([hour]) => encoders.hour[Math.floor(hour!)] ?? encoders.mean);
  return { mean: score(rows.delays, new Array(hours.length).fill(encoders.mean)), hour: score(rows.delays, hours) };
}

/** Compares predictions with what happened. */
export function score(actual: ArrayLike<number>, predicted: readonly number[]): Score {
  let squares = 0;
  let absolutes = 0;
  for (const [index, value] of predicted.entries()) {
    const error = value - actual[index]!;
    squares += error * error;
    absolutes += Math.abs(error);
  }
  return { rmse: Math.sqrt(squares / predicted.length), mae: absolutes / predicted.length, flights: predicted.length };
}
