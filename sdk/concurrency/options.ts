import { currentScope } from "../context/scope.ts";
import { InvalidOptionsError } from "../errors/flow-errors.ts";
import { levels } from "../logging/levels.ts";
import { writeLog } from "../logging/run-logger.ts";
import type { Wanted } from "./take.ts";

/** How slots are taken. */
export interface LimitOptions {
  /** How many slots of each limit; default 1. */
  readonly slots?: number;
  /** Seconds to wait for them; default: as long as it takes. */
  readonly timeoutSeconds?: number;
  /** Limits that do not exist are an error; default false. */
  readonly strict?: boolean;
}

/** One name or several. */
export function namesOf(names: string | readonly string[]): readonly string[] {
  return typeof names === "string" ? [names] : [...new Set(names)];
}

/** What is taken for the calling run, or for nobody in particular outside of one. */
export function wantedOf(call: string, names: readonly string[], { slots = 1, timeoutSeconds, strict }: LimitOptions): Wanted {
  if (names.length === 0) throw new InvalidOptionsError({ what: `${call} was given no limit.`, do: "Name at least one." });
  if (!Number.isInteger(slots) || slots < 1) {
    throw new InvalidOptionsError({
      what: `${call} takes whole slots.`,
      got: String(slots),
      expected: "1 or more",
      do: "Correct `slots`.",
    });
  }
  if (timeoutSeconds !== undefined && !(timeoutSeconds >= 0)) {
    throw new InvalidOptionsError({
      what: `${call} was given a time that is none.`,
      got: String(timeoutSeconds),
      expected: "seconds, 0 or more",
      do: "Correct `timeoutSeconds`.",
    });
  }
  const scope = currentScope();
  const wanted = { names, slots, timeoutSeconds, strict };
  if (scope === undefined) return wanted;
  const { taskRun, flowRun } = scope;
  return {
    ...wanted,
    holder: taskRun === null ? { type: "flow_run", id: flowRun.id } : { type: "task_run", id: taskRun.id },
    signal: scope.context().signal,
    onWait: () => writeLog(scope, levels.INFO, `Waiting for ${slots} slot(s) of ${names.join(", ")}`),
  };
}
