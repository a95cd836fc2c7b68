import { ApiError } from "#core/contract/client.ts";
import type { TaskRunReport } from "#core/contract/task-runs.ts";
import { crashPoint } from "../engine/crash-point.ts";
import type { Runtime } from "../engine/runtime.ts";
import { isMillraceError } from "../errors/millrace-error.ts";

/** One report as it goes over the wire; repeating it is safe. */
export type Batch = Pick<TaskRunReport, "flow_run_id" | "epoch" | "task_runs" | "sequence"> & {
  readonly logs: NonNullable<TaskRunReport["logs"]>;
};

/** How long a run is silent where the API does not say. */
const HEARTBEAT_MS = 20_000;
/** How long it is silent before the API could say. */
export const FIRST_BEAT_MS = 2_000;

/** How the batches of one run are doing. */
export interface Delivery {
  readonly runtime: Runtime;
  readonly onStop: (why: "cancelling" | "lost", detail: string) => void;
  readonly onPause: (() => void) | undefined;
  /** Milliseconds after which a run with nothing to tell reports all the same: to renew its lease, and to hear what is wanted of it. */
  beatMs: number;
  /** The API takes nothing more of this run. */
  lost: boolean;
  /** Set while somebody waits for the delivery; aborted when there is no more time to try again. */
  hurry: AbortSignal | undefined;
}

/**
 * Delivers a batch, trying again while the API is away.
 *
 * @returns `taken` (or refused for good), `kept` if time ran out, or the halves of a batch that was too large or partly refused.
 */
export async function deliver(batch: Batch, delivery: Delivery): Promise<"taken" | "kept" | Batch[]> {
  const { runtime, onStop } = delivery;
  for (let attempt = 0; ; attempt += 1) {
    if (delivery.lost) return "taken";
    try {
      const answer = await runtime.client.reportTaskRuns({ body: batch });
      crashPoint("flow:task-reported");
      delivery.beatMs = answer.next_seconds === undefined ? HEARTBEAT_MS : answer.next_seconds * 1000;
      if (answer.state_type === "CANCELLING" || answer.state_type === "CANCELLED") onStop("cancelling", `it is ${answer.state_name}`);
      else if (answer.state_type === "PAUSED") delivery.onPause?.();
      return "taken";
    } catch (error) {
      const again = await judge(error, batch, delivery);
      if (again !== "retry") return again;
      if (!(await pause(attempt, delivery))) return "kept";
    }
  }
}

async function judge(error: unknown, batch: Batch, delivery: Delivery): Promise<"taken" | "retry" | Batch[]> {
  if (isMillraceError(error, "api-unreachable")) return "retry";
  if (!(error instanceof ApiError)) {
    complain(delivery, `Report ${batch.sequence} of flow run ${batch.flow_run_id} failed: ${(error as Error)?.stack ?? error}`);
    return "retry";
  }
  // a token may be renewed; what was refused for it is not lost meanwhile
  if (error.status >= 500 || [401, 403, 408, 429].includes(error.status)) return "retry";
  if (error.status === 409 || error.status === 404) {
    delivery.lost = true;
    delivery.onStop("lost", error.status === 404 ? "it was deleted" : "another process holds it, or it was ended");
    return "taken";
  }
  const parts = halve(batch);
  if (parts.length > 0) return parts;
  complain(delivery, `The API refused part of the report of flow run ${batch.flow_run_id}, which is dropped: ${error.message}`);
  return "taken";
}

/** Finds the part the API refuses, by halves; a single piece has none. */
function halve(batch: Batch): Batch[] {
  if (batch.task_runs.length > 0 && batch.logs.length > 0)
    return [
      { ...batch, logs: [] },
      { ...batch, task_runs: [] },
    ];
  const pieces = batch.task_runs.length > 0 ? batch.task_runs : batch.logs;
  if (pieces.length < 2) return [];
  const middle = pieces.length >> 1;
  return batch.task_runs.length > 0
    ? [
        { ...batch, task_runs: batch.task_runs.slice(0, middle) },
        { ...batch, task_runs: batch.task_runs.slice(middle) },
      ]
    : [
        { ...batch, logs: batch.logs.slice(0, middle) },
        { ...batch, logs: batch.logs.slice(middle) },
      ];
}

/** False when there is no time left. */
async function pause(attempt: number, delivery: Delivery): Promise<boolean> {
  const until = Date.now() + Math.min(100 * 2 ** attempt, 5_000) * (0.75 + delivery.runtime.random() / 2);
  // looks up now and then, since somebody may begin to wait meanwhile
  while (Date.now() < until && delivery.hurry?.aborted !== true) await new Promise((resolve) => setTimeout(resolve, 50));
  return delivery.hurry?.aborted !== true;
}

function complain({ runtime }: Delivery, text: string): void {
  try {
    runtime.print(text);
  } catch {
    // nobody listens
  }
}
