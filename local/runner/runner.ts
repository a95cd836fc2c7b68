import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { queues } from "#core/contract/messages.ts";
import type { Queue } from "#core/ports/queue.ts";
import type { Runner, RunnerCall } from "#core/ports/runner.ts";

export interface LocalRunnerOptions {
  /** Address of the API, once it is known. */
  readonly apiUrl: () => string;
  /** The data directory; bundles are kept below it. */
  readonly dataDir: string;
  /** Told of invocations that ended before their run did, in the words of Lambda. */
  readonly queue: Queue;
  /** Milliseconds one invocation has; default 15 minutes, as in the cloud. */
  readonly remainingMs?: number;
  readonly log: (line: string) => void;
}

/** What the function is in the cloud: each invocation is a process of its own, for as long as one lasts there. */
export function openRunner(options: LocalRunnerOptions): Runner & { close(): Promise<void> } {
  const { log } = options;
  const running = new Map<string, ChildProcess>();
  let closing = false;
  return {
    async start({ flow_run_id, epoch }, mintToken) {
      // told of again while it starts, or too much at once: it is looked for again in a moment
      const refused = () => closing || running.has(flow_run_id) || running.size >= MOST_AT_ONCE;
      if (refused()) return;
      const home = join(options.dataDir, "runner");
      await mkdir(home, { recursive: true, mode: 0o700 });
      const call = { flow_run_id, epoch, token: await mintToken() };
      if (refused()) return;
      const child = fork(PROGRAM, [], { execArgv: ["--disable-warning=ExperimentalWarning"], stdio: ["ignore", "ignore", "pipe", "ipc"] });
      running.set(flow_run_id, child);
      child.stderr?.setEncoding("utf8").on("data", (text: string) => log(text.trimEnd()));
      child.once("error", (error) => log(JSON.stringify({ level: "error", what: "A runner could not be started.", error: error.message })));
      child.once("exit", (code, signal) => {
        running.delete(flow_run_id);
        if (code !== 0) void tellFailure(options, call, signal === null ? `exit status ${code}` : `signal: ${signal}`);
      });
      child.send({ call, apiUrl: options.apiUrl(), home, remainingMs: options.remainingMs ?? INVOCATION_MS }, () => {});
    },
    async close() {
      closing = true;
      await Promise.all(
        [...running.values()].map(async (child) => {
          const ended = once(child, "exit");
          child.kill("SIGTERM");
          const late = setTimeout(() => child.kill("SIGKILL"), CLOSE_MS);
          await ended;
          clearTimeout(late);
        }),
      );
    },
  };
}

const PROGRAM = fileURLToPath(new URL("../../agent/runner/main.ts", import.meta.url));
const INVOCATION_MS = 900_000;
const MOST_AT_ONCE = Math.max(4, 2 * availableParallelism());
/** How long a process gets to hand its run back. */
const CLOSE_MS = 8_000;

async function tellFailure({ queue, log }: LocalRunnerOptions, call: RunnerCall, how: string): Promise<void> {
  const body = JSON.stringify({
    requestContext: { condition: "RetriesExhausted" },
    requestPayload: { flow_run_id: call.flow_run_id, epoch: call.epoch },
    responsePayload: { errorType: "Runtime.ExitError", errorMessage: `Runtime exited with error: ${how}` },
  });
  try {
    await queue.send(queues.events, [{ body }]);
  } catch (error) {
    log(JSON.stringify({ level: "error", what: "The failure of a runner could not be told.", error: String(error) }));
  }
}
