import { exponentialDelays } from "#core/rules/retries.ts";

/**
 * Delays for `retryDelaySeconds` that grow from try to try: `base`, `base · factor`, `base · factor²`, … seconds, at most `max`.
 *
 * @param options.base seconds before the first retry; default 1.
 * @param options.factor default 2.
 * @param options.max seconds, at most a year; default a day.
 * @param options.retries how many delays to make, default 20; later retries wait as long as the last one.
 */
export function exponentialBackoff(
  options: { readonly base?: number; readonly factor?: number; readonly max?: number; readonly retries?: number } = {},
): readonly number[] {
  const { base = 1, retries = 20, ...rest } = options;
  return exponentialDelays(retries, { base, ...rest });
}
