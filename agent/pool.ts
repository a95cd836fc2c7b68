import { FlowProcess } from "./flow-process.ts";

/** Processes that were started before there is a run for them. */
export interface Pool {
  /** A warm process if there is one, else a new one. Another takes its place a moment later. */
  take(): FlowProcess;
  /** A new process with variables it must have from its start. */
  fresh(env: Readonly<Record<string, string>>): FlowProcess;
  /** Ends those without a run. */
  close(): void;
}

/** Keeps `size` processes warm. */
export function openPool(size: number, env: NodeJS.ProcessEnv): Pool {
  const warm: FlowProcess[] = [];
  let refill: NodeJS.Timeout | undefined;
  let closed = false;
  let pauseMs = REFILL_MS;

  const fill = async () => {
    refill = undefined;
    if (closed || warm.length >= size) return;
    const process = new FlowProcess(env);
    warm.push(process);
    const started = Date.now();
    process.ended.then(() => {
      const at = warm.indexOf(process);
      if (at < 0) return;
      warm.splice(at, 1);
      // one that can't even warm up is not started over and over
      pauseMs = Date.now() - started < 5_000 ? Math.min(pauseMs * 2, 60_000) : REFILL_MS;
      schedule();
    });
    await process.ready;
    schedule(0);
  };
  // not while the run that took the last one starts: a start costs more than the run
  const schedule = (ms = pauseMs) => {
    if (closed || refill !== undefined || warm.length >= size) return;
    refill = setTimeout(fill, ms);
  };
  schedule(0);
  return {
    take() {
      const process = warm.shift();
      schedule();
      return process ?? new FlowProcess(env);
    },
    fresh: (more) => new FlowProcess({ ...env, ...more }),
    close() {
      closed = true;
      clearTimeout(refill);
      for (const process of warm.splice(0)) process.kill();
    },
  };
}

const REFILL_MS = 300;
