import { hostname } from "node:os";
import type { RunnerCall } from "#core/ports/runner.ts";
import { invokeRunner } from "./invoke.ts";

// The runner of a server on one machine: a process that takes one run in hand, as the function does in the cloud.

/** What the server tells the process it starts. */
export interface RunnerJob {
  readonly call: RunnerCall;
  readonly apiUrl: string;
  readonly home: string;
  readonly remainingMs: number;
}

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stop.abort());
process.once("message", async ({ call, ...job }: RunnerJob) => {
  // a server that went away may come back, and the run goes on meanwhile
  process.channel?.unref();
  await invokeRunner(call, {
    ...job,
    holder: `runner ${hostname()}:${process.pid}`,
    around: process.env,
    stop: stop.signal,
    // what is well is seen in the run itself
    log: (line) => void (line.startsWith('{"level":"info"') || process.stderr.write(`${line}\n`)),
  });
  process.exit(0);
});
