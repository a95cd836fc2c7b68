/** Rows of numbers with the delay of each: row `i` is `values[i * width … (i + 1) * width - 1]`. */
export interface Matrix {
  width: number;
  values: Float64Array;
  delays: Float64Array;
}

/** The rows of a matrix as lists, the form ml-random-forest reads. */
export function rowsOf({ width, values, delays }: Matrix): number[][] {
  return Array.from(delays, (_, row) => Array.from(values.subarray(row * width, (row + 1) * width)));
}
