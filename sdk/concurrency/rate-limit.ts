import { currentScope } from "../context/scope.ts";
import { currentRuntime } from "../engine/runtime.ts";
import { type LimitOptions, namesOf, wantedOf } from "./options.ts";
import { takeOfRate } from "./take.ts";

/**
 * Waits for its turn under named rate limits: limits whose slots come back so many a second (`slot_decay_per_second`). Nothing is given back.
 * Limits that do not exist hold nobody back, unless `strict`.
 *
 * ```ts
 * await rateLimit("api");
 * ```
 *
 * @throws SlotTimeoutError after `timeoutSeconds`; with `strict` LimitMissingError; the run's reason to stop.
 */
export async function rateLimit(names: string | readonly string[], options: LimitOptions = {}): Promise<void> {
  const wanted = wantedOf("rateLimit()", namesOf(names), options);
  const runtime = currentScope()?.flowRun.runtime ?? (await currentRuntime());
  await takeOfRate(runtime, wanted);
}
