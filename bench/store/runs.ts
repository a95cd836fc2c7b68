import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Meter, Units } from "./meter.ts";
import type { CloudServer } from "./server.ts";

/** What one of something costs, beside its budget in write units. */
export interface Measured extends Units {
  readonly what: string;
  readonly budget?: number;
}

const RUNS = 10;
const MANY = 1000;

/** Runs flows of the SDK in processes of their own. What a part costs is the difference to the same runs without it. */
export async function measureRuns(server: CloudServer, meter: Meter, directory: string): Promise<Measured[]> {
  const run = async (tasks: number, lines: number) => {
    const units = await meter.during(() => runFlows(server.url, directory, [RUNS, tasks, lines]));
    return { read: units.read / RUNS, write: units.write / RUNS };
  };
  // The first run of all creates flow and day.
  await runFlows(server.url, directory, [1, 0, 0]);
  const empty = await run(0, 0);
  const one = await run(1, 0);
  const manyTasks = await run(MANY / RUNS, 0);
  const fewLines = await run(0, 20);
  const manyLines = await run(0, MANY);
  const part = (whole: Units, count: number) => ({ read: (whole.read - empty.read) / count, write: (whole.write - empty.write) / count });
  return [
    { what: "a flow run without tasks", ...empty, budget: 12 },
    { what: "a task run, the only one of its flow run", ...part(one, 1), budget: 2.5 },
    { what: `a task run, ${MANY / RUNS} in each flow run`, ...part(manyTasks, MANY / RUNS), budget: 2.5 },
    { what: "a log line, 20 in each flow run", ...part(fewLines, 20), budget: 0.05 },
    { what: `a log line, ${MANY} in each flow run`, ...part(manyLines, MANY), budget: 0.05 },
  ];
}

async function runFlows(url: string, directory: string, counts: readonly number[]): Promise<void> {
  await promisify(execFile)(process.execPath, [fileURLToPath(new URL("flows.ts", import.meta.url)), ...counts.map(String)], {
    env: { ...process.env, MILLRACE_API_URL: url, MILLRACE_API_KEY: undefined, MILLRACE_HOME: directory, MILLRACE_LOGGING_LEVEL: "INFO" },
    maxBuffer: 100_000_000,
  });
}
