import type { prices } from "#core/rules/prices.ts";
import { type Measured, nothing, times, together, type Work } from "./work.ts";

/** How much of each thing that has a price is used in a month. */
export type Usage = Partial<Record<keyof typeof prices, number>>;

/** A month in which so many flow runs of so many tasks each happen. */
export interface Month {
  readonly flowRuns: number;
  readonly tasks: number;
  /** Alarms of the stack. */
  readonly alarms: number;
  /** Queues that feed functions. */
  readonly sources: number;
}

/** What a month uses, by what it is for. */
export function usageOf({ flowRuns, tasks, alarms, sources }: Month, measured: Measured): Usage[] {
  const run = together(measured.flowRun, times(measured.taskRun, tasks), measured.claim);
  return [
    { alarmMonth: alarms },
    // Lambda goes down to two pollers of a queue in which nothing happens, each waiting for 20 seconds
    { queueRequest: sources * POLLERS * POLLS_PER_MINUTE * MINUTES },
    // of the four queues of what nobody could handle, each is looked at in each fourth minute
    { scheduleFired: MINUTES, ...inFunction(times(together(measured.sweep, { ...nothing, sent: 1 }), MINUTES), MINUTES, SMALL) },
    ...(flowRuns === 0 ? [] : happening(flowRuns, run, measured)),
  ];
}

function happening(flowRuns: number, run: Work, measured: Measured): Usage[] {
  const all = times(run, flowRuns);
  const messages = flowRuns * measured.reactMessages;
  return [
    { httpRequest: all.requests, ...inFunction(all, all.requests, LARGE) },
    // the gateway keeps the authorizer's answer for a minute: one for each run is much
    inFunction({ ...all, requests: 0, cpuMs: flowRuns * 2, calls: flowRuns, read: flowRuns, write: 0, sent: 0 }, flowRuns, SMALL),
    // fired, received, made, announced
    { scheduleFired: flowRuns, queueRequest: flowRuns * 4, ...inFunction(times(measured.madeAhead, flowRuns), flowRuns, SMALL) },
    // each message is received and deleted by itself, as in a month with few
    { queueRequest: messages * 2, ...inFunction(times(measured.react, flowRuns), messages, SMALL) },
    { logGb: (messages * LINE_BYTES) / 1e9, metricMonth: METRICS },
    { tableGbMonth: (all.write * 700) / 1e9, tableBackupGbMonth: (all.write * 700) / 1e9 },
  ];
}

/** What work uses in functions of that memory, beside the units of the table and the messages it sends. */
function inFunction({ cpuMs, calls, read, write, sent }: Work, lambdaRequest: number, memoryMb: number): Usage {
  const ms = cpuMs * (CORE_MB / memoryMb) + (calls + sent) * CALL_MS;
  return { lambdaRequest, lambdaGbSecond: (ms / 1000) * (memoryMb / 1024), tableRead: read, tableWrite: write, queueRequest: sent };
}

const MINUTES = 43_800;
const POLLERS = 2;
const POLLS_PER_MINUTE = 3;
const [LARGE, SMALL] = [512, 256];
/** Lambda gives one core at so much memory, and a share of it below. */
const CORE_MB = 1769;
/** A request to DynamoDB or SQS in the same region. */
const CALL_MS = 5;
const LINE_BYTES = 350;
/** RunsStarted and RunsCompleted have a value in each hour in which something runs. */
const METRICS = 2;
