import { loadBundle } from "#sdk/bundle/load-bundle.ts";
import type { FlowRunScope } from "#sdk/engine/flow-run-scope.ts";
import { leaveAtBoundary } from "#sdk/engine/leave-run.ts";
import { noticePause } from "#sdk/engine/pause-run.ts";
import { runClaimedFlow } from "#sdk/engine/run-flow.ts";
import { currentRuntime, type Runtime } from "#sdk/engine/runtime.ts";
import { CancelledRunError, CrashedRunError } from "#sdk/errors/flow-errors.ts";
import { isMillraceError } from "#sdk/errors/millrace-error.ts";
import { findFlowInModule } from "#sdk/flow/find-flow.ts";
import "#sdk/index.ts";
import { openSpool } from "#sdk/report/spool.ts";
import type { FromProcess, Job, ToProcess } from "./messages.ts";
import { rehearse } from "./rehearse.ts";

let run: FlowRunScope | undefined;
let leaving = false;
let stopping: Extract<ToProcess, { type: "stop" }> | undefined;

/** Warms up, waits for the one job, runs it and ends the process with 0 if the run completed. */
export async function serve(): Promise<void> {
  process.title = "millrace flow process";
  const given = new Promise<Job | undefined>((resolve) => {
    process.on("message", (message: ToProcess) => {
      if (message.type === "run") resolve(message.job);
      else if (message.type === "stop") stop(message);
      else if (message.type === "leave") leave();
      // before it is RUNNING a run is not suspended
      else if (run !== undefined) noticePause(run);
    });
    process.once("disconnect", () => {
      resolve(undefined);
      // this channel may close before the connection on which the agent waits for runs: the run would be handed to the dead again
      setTimeout(() => run?.abort(new CrashedRunError(run.name, "the agent that started it is gone")), ITS_CONNECTIONS_CLOSE_MS);
      void given.then((job) => setTimeout(() => run?.hurry.abort(), job?.orphanGraceMs));
    });
  });
  const idle = (signal: NodeJS.Signals) => process.kill(process.pid, signal);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, idle);
  await warmUp();
  send({ type: "ready" });
  const job = await given;
  if (job === undefined) return process.exit(0);
  // a signal that comes while the run goes on is the engine's, which ends the run truthfully and leaves the process to us
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.off(signal, idle).on(signal, () => {});
  // an open channel must not hide that the flow waits for something that never comes
  process.channel?.unref();
  const said = await runJob(job);
  await new Promise<void>((resolve) => (process.connected ? process.send?.(said, () => resolve()) : resolve()));
  process.exit(said.type === "ended" && said.stateType === "COMPLETED" ? 0 : 1);
}

const ITS_CONNECTIONS_CLOSE_MS = 500;

/** Opens the connection and compiles what a run needs, so that the run finds both ready. If the API is away now, the run looks again. */
async function warmUp(): Promise<void> {
  try {
    const runtime = await currentRuntime();
    await rehearse(runtime);
    // one opens the connection; it takes a few until the way they go is fast
    for (let at = 0; at < 3; at += 1) await runtime.client.createLogs({ body: [] }, { signal: AbortSignal.timeout(2_000) });
  } catch {
    // the agent says so; here it matters only once there is a run
  }
}

async function runJob(job: Job): Promise<FromProcess> {
  Object.assign(process.env, job.env);
  let flow: ReturnType<typeof findFlowInModule>;
  let runtime: Runtime;
  try {
    process.chdir(job.directory);
    runtime = {
      ...(await currentRuntime()),
      // lines of the run are kept by its reporter, so they are not output of the process too
      print: () => {},
      colours: false,
      spool: openSpool(job.spoolDirectory, ""),
    };
    flow = findFlowInModule(await loadBundle(job.bundleFile), job.flowName);
  } catch (error) {
    if (isMillraceError(error, "api-unreachable")) throw error;
    return { type: "unloadable", message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  try {
    const { state } = await runClaimedFlow(runtime, flow, job, {
      onOpen(opened) {
        run = opened;
        const told = new Set<boolean>();
        opened.onProgress = (kept) => {
          if (!told.has(kept)) send({ type: "progress", kept });
          told.add(kept);
        };
        if (stopping !== undefined) stop(stopping);
        else if (leaving) leave();
        else if (!process.connected) opened.abort(new CrashedRunError(opened.name, "the agent that started it is gone"));
      },
    });
    if (run !== undefined && hasLeft(run)) return left(run);
    return { type: "ended", stateType: state.type, stateName: state.name, reported: !run?.handedBack, lost: run?.lost === true };
  } catch (error) {
    if (run !== undefined && hasLeft(run)) return left(run);
    // told to stop before it had begun, or while it waited for its next attempt
    if (run?.handedBack) return { type: "ended", ...stoppedState(run), reported: false, lost: run.lost };
    if (!isMillraceError(error, "run-refused")) throw error;
    return { type: "refused", message: error instanceof Error ? error.message : String(error) };
  }
}

function leave(): void {
  leaving = true;
  if (run !== undefined) leaveAtBoundary(run);
}

function hasLeft({ leaving, signal }: FlowRunScope): boolean {
  return leaving && isMillraceError(signal.reason, "suspended-run");
}

function left({ current, lost }: FlowRunScope): FromProcess {
  return { type: "ended", stateType: current.type, stateName: current.name, reported: false, lost, leaves: true };
}

function stop(message: Extract<ToProcess, { type: "stop" }>): void {
  stopping = message;
  if (run === undefined) return;
  run.handBack(message.why === "cancel" ? new CancelledRunError(run.name, message.reason) : new CrashedRunError(run.name, message.reason));
}

function stoppedState({ signal }: FlowRunScope): { stateType: "CANCELLED" | "CRASHED"; stateName: string } {
  return isMillraceError(signal.reason, "cancelled-run")
    ? { stateType: "CANCELLED", stateName: "Cancelled" }
    : { stateType: "CRASHED", stateName: "Crashed" };
}

function send(message: FromProcess): void {
  if (process.connected) process.send?.(message);
}
