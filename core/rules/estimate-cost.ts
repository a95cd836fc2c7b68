import { prices } from "./prices.ts";

/** What was done in a month, as far as it was counted. */
export interface Done {
  readonly flowRuns: number;
  /** Those of them that agents or the runner took; the others are scripts'. */
  readonly agentRuns: number;
  readonly taskRuns: number;
  readonly tableBytes: number;
  /** How much of a month went by, 0 to 1. */
  readonly monthShare: number;
  readonly alarms: number;
}

/** What that costs at list price, in dollars. Agents, logs and what flows store themselves are not in it. */
export interface Cost {
  /** Whether anything runs or not: sweep, event sources, alarms, storage. */
  readonly rest: number;
  readonly runs: number;
}

/** Write units of the table for one of each, as `bench:store` measures them; `events` are those of a flow run. */
export const writeUnits = { scriptRun: 7, agentRun: 12, taskRun: 2, events: 2 } as const;

/**
 * An estimate, good to the order of magnitude: what runs cost is taken from what the benches measure for each (a flow run makes ten requests of
 * 30 ms, task runs come in batches). What is free is not taken off, since other things of the account may use it.
 */
export function estimateCost({ flowRuns, agentRuns, taskRuns, tableBytes, monthShare, alarms }: Done): Cost {
  const minutes = 43_800 * monthShare;
  const pass = each("lambdaRequest") + each("scheduleFired") + 0.25 * 0.1 * each("lambdaGbSecond") + 4 * each("tableRead");
  const sweep = minutes * (pass + each("queueRequest"));
  // three queues, each with two pollers that wait for 20 seconds
  const sources = 3 * 2 * 3 * minutes * each("queueRequest");
  const request = each("httpRequest") + each("lambdaRequest") + 0.5 * 0.03 * each("lambdaGbSecond");
  const written = flowRuns * (writeUnits.scriptRun + writeUnits.events) + agentRuns * (writeUnits.agentRun - writeUnits.scriptRun);
  const flowRun = 20 * each("tableRead") + 10 * request + 6 * (each("queueRequest") + each("lambdaRequest"));
  const taskRun = writeUnits.taskRun * each("tableWrite") + 0.1 * request;
  return {
    rest: sweep + sources + (alarms * each("alarmMonth") + (tableBytes / 1e9) * each("tableGbMonth")) * monthShare,
    runs: written * each("tableWrite") + flowRuns * flowRun + taskRuns * taskRun,
  };
}

function each(what: keyof typeof prices): number {
  return prices[what].each;
}
