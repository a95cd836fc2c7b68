import { currentScope } from "../context/scope.ts";
import { currentRuntime } from "../engine/runtime.ts";
import { levels } from "../logging/levels.ts";
import { writeLog } from "../logging/run-logger.ts";
import { type HeldSlots, holdSlots } from "./hold-slots.ts";
import { type LimitOptions, namesOf, wantedOf } from "./options.ts";

/** What a function that holds slots is told. */
export interface SlotContext {
  /** Aborted when the run is to stop, and with `strict` also when the slots are lost. Hand it to `fetch` and the like. */
  readonly signal: AbortSignal;
}

/**
 * Runs the function while it holds slots of named concurrency limits, which bound what goes on at once over all runs and machines. Waits
 * until they are free, and gives them back however the function ends. Limits that do not exist hold nobody back, unless `strict`.
 *
 * ```ts
 * const rows = await concurrency("database", { slots: 2 }, () => query("select 1"));
 * ```
 *
 * @returns what the function returns.
 * @throws SlotTimeoutError after `timeoutSeconds`; with `strict` LimitMissingError and SlotsLostError; the run's reason to stop.
 */
export async function concurrency<T>(names: string | readonly string[], fn: (context: SlotContext) => T): Promise<Awaited<T>>;
export async function concurrency<T>(
  names: string | readonly string[],
  options: LimitOptions,
  fn: (context: SlotContext) => T,
): Promise<Awaited<T>>;
export async function concurrency<T>(
  names: string | readonly string[],
  given: LimitOptions | ((context: SlotContext) => T),
  then?: (context: SlotContext) => T,
): Promise<Awaited<T>> {
  const [options, fn] = typeof given === "function" ? [{}, given] : [given, then as (context: SlotContext) => T];
  const wanted = wantedOf("concurrency()", namesOf(names), options);
  const runtime = currentScope()?.flowRun.runtime ?? (await currentRuntime());
  const slots = await holdSlots(runtime, wanted);
  try {
    return await whileHeld(slots, options.strict === true, wanted.signal, fn);
  } finally {
    await slots.giveBack();
  }
}

async function whileHeld<T>(
  slots: HeldSlots,
  strict: boolean,
  run: AbortSignal | undefined,
  fn: (context: SlotContext) => T,
): Promise<Awaited<T>> {
  const signals = [...(run === undefined ? [] : [run]), ...(strict ? [slots.lost] : [])];
  const signal = AbortSignal.any(signals);
  slots.lost.addEventListener("abort", () => {
    const scope = currentScope();
    if (scope !== undefined && !strict) writeLog(scope, levels.WARNING, (slots.lost.reason as Error).message);
  });
  const work = Promise.resolve(fn({ signal }));
  if (signals.length === 0) return await work;
  const aborted = new Promise<never>((_, reject) => {
    const stop = () => setTimeout(() => reject(signal.reason), STOP_GRACE_MS).unref();
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
  aborted.catch(() => {});
  return await Promise.race([work, aborted]);
}

/** How long a function may go on with its slots after it was told to stop. */
const STOP_GRACE_MS = 1_000;
