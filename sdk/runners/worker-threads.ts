import { availableParallelism } from "node:os";
import { MessageChannel } from "node:worker_threads";
import type { TaskRunScope } from "../engine/task-run-scope.ts";
import { InvalidOptionsError } from "../errors/flow-errors.ts";
import { TaskNotImportableError } from "../errors/task-errors.ts";
import { writeLog } from "../logging/run-logger.ts";
import { Room, type TaskRunner } from "./task-runner.ts";
import { restoreError, type WorkerAnswer, type WorkerJob, type WorkerLog } from "./worker-protocol.ts";

/**
 * Runs tasks in worker threads, for work that keeps a processor busy: they run side by side for real, and the flow stays responsive.
 *
 * The thread imports the module that defined the task and looks for the task among its exports. So export the task by name, from a module
 * that runs no flow when it is imported. Arguments and results are copied (structured clone): plain data, dates, maps, typed arrays, but
 * no functions and no class instances. `getRunContext()`, `getRunLogger()` and the task's options work as ever; tasks and flows cannot be
 * called from inside. A timeout or cancellation ends the thread at once.
 *
 * @param options.threads how many tasks at a time; default: the number of processors.
 * @throws InvalidOptionsError
 */
export function WorkerThreadTaskRunner(options: { readonly threads?: number } = {}): TaskRunner {
  const { threads = availableParallelism() } = options;
  if (!Number.isInteger(threads) || threads < 1 || threads > 1_000) {
    throw new InvalidOptionsError({
      what: "WorkerThreadTaskRunner cannot use that number of threads.",
      got: String(threads),
      expected: "a whole number from 1 to 1000",
      do: "Leave it out for one per processor.",
    });
  }
  return {
    name: "WorkerThreadTaskRunner",
    open() {
      const room = new Room(threads);
      let pool: Promise<Pool> | undefined;
      return {
        ordered: false,
        enter: () => room.enter(),
        leave: () => room.leave(),
        async call(run, args) {
          pool ??= openPool(threads);
          return callInThread(await pool, run, args);
        },
        close: async () => (await pool)?.destroy(),
      };
    },
  };
}

type Pool = InstanceType<typeof import("piscina")["Piscina"]>;

async function openPool(threads: number): Promise<Pool> {
  const { Piscina } = await import("piscina");
  return new Piscina({ filename: new URL("./worker.ts", import.meta.url).href, maxThreads: threads, minThreads: 0, idleTimeout: 1_000 });
}

async function callInThread(pool: Pool, run: TaskRunScope, args: readonly unknown[]): Promise<unknown> {
  const { task, flowRun } = run;
  if (task.module === undefined) throw new TaskNotImportableError(task.name, "it was not defined in a file");
  const { port1, port2 } = new MessageChannel();
  port1.on("message", ({ level, message, extras }: WorkerLog) => writeLog(run, level, message, { extras }));
  // lines and the answer come by different ways; the thread closes its end after the last line
  const lastLine = new Promise<void>((resolve) => port1.once("close", resolve));
  const job: WorkerJob = {
    module: task.module,
    name: task.origin,
    key: task.key,
    args: [...args],
    context: { flowRun: flowRun.info, taskRun: run.info, attempt: run.info.runCount },
    level: flowRun.runtime.level,
    logPrints: run.logPrints,
    sourceMaps: process.sourceMapsEnabled,
    logs: port2,
  };
  try {
    const answer = (await pool.run(job, { transferList: [port2], signal: run.signal })) as WorkerAnswer;
    await lastLine;
    if (answer.kind === "value") return answer.value;
    if (answer.kind === "error") throw restoreError(answer.error);
    throw new TaskNotImportableError(task.name, answer.why);
  } catch (error) {
    if (run.signal.aborted) throw run.signal.reason;
    throw describeClone(task.name, error);
  } finally {
    port1.close();
  }
}

function describeClone(taskName: string, error: unknown): unknown {
  if ((error as { name?: string } | null)?.name !== "DataCloneError") return error;
  return new TaskNotImportableError(taskName, `an argument or its result cannot be copied to another thread (${(error as Error).message})`);
}
