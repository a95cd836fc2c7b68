import { resolveHere } from "../bundle/resolve-here.ts";
import { inScope, type Scope } from "../context/scope.ts";
import { namedParameters } from "../engine/parameter-names.ts";
import type { TaskDefinition } from "../engine/task-definition.ts";
import { markThread } from "../engine/thread.ts";
import { captureConsole } from "../logging/console-capture.ts";
import { definitionKey } from "../task/task.ts";
import { taskDefinedInThread } from "../task/thread-tasks.ts";
import { packError, type WorkerAnswer, type WorkerJob } from "./worker-protocol.ts";

markThread();
// the module may be a bundle, whose `millrace` is this one
resolveHere();

/** The program of a worker thread: imports the task and calls it. */
export default async function work(job: WorkerJob): Promise<WorkerAnswer> {
  try {
    if (job.sourceMaps) process.setSourceMapsEnabled(true);
    const task = await find(job);
    if (typeof task === "string") return { kind: "missing", why: task };
    if (job.logPrints) captureConsole();
    const value = await inScope(scopeOf(job, task), () => (task.fn as (...args: unknown[]) => unknown).apply(undefined, [...job.args]));
    return { kind: "value", value };
  } catch (error) {
    return { kind: "error", error: packError(error) };
  } finally {
    job.logs.close();
  }
}

async function find({ module, name, key }: WorkerJob): Promise<TaskDefinition | string> {
  let exported: Record<string, unknown>;
  try {
    exported = (await import(module)) as Record<string, unknown>;
  } catch (error) {
    return `its module ${module} cannot be imported there (${(error as Error).message})`;
  }
  const tasks = Object.values(exported)
    .map((value) => (value as { [definitionKey]?: TaskDefinition } | null | undefined)?.[definitionKey])
    .filter((task) => task !== undefined);
  // the key also tells the code, which test runners change on the way to the flow's thread
  const named = tasks.find((task) => task.key === key) ?? tasks.find((task) => task.origin === name);
  // in a bundle the author's modules export nothing any more
  const found = named ?? taskDefinedInThread(key);
  if (found !== undefined) return found;
  const names = Object.keys(exported).join(", ");
  return `its module ${module} exports no task "${name}" and defines none alone by that name and code (it exports ${names === "" ? "nothing" : names})`;
}

/** As much of a scope as the function can see: its context, and a logger whose lines go back to the flow. */
function scopeOf(job: WorkerJob, task: TaskDefinition): Scope {
  const { context, level, logs, logPrints } = job;
  const signal = new AbortController().signal;
  const reporter = {
    log: ({ level: of, message, extra }: { level: number; message: string; extra?: Record<string, unknown> }) =>
      logs.postMessage({ level: of, message, extras: extra }),
  };
  const runtime = {
    level,
    print: () => {},
    colours: false,
    clock: { now: () => Date.now(), sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)) },
  };
  return {
    flowRun: { ...context.flowRun, runtime, reporter, inWorker: true } as never,
    taskRun: context.taskRun as never,
    logPrints,
    context: () => ({ ...context, parameters: namedParameters(task.parameterNames, job.args), signal }),
  };
}
