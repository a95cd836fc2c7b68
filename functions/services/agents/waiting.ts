import type { StateCreate } from "#core/contract/states.ts";
import { orchestrateFlowRun } from "#core/rules/orchestrate.ts";
import { decideOverlap } from "#core/rules/schedules/overlap.ts";
import { enterFlowRunState } from "#core/rules/transitions.ts";
import { crashPoint } from "../../crash-point.ts";
import type { DeploymentRecord } from "../documents/deployment.ts";
import type { StoredFlowRun } from "../documents/flow-run.ts";
import { hasFreeSlot } from "../limits/look.ts";
import type { SlotOutcome } from "../limits/slots.ts";
import { markWaiting, wakeWaiting } from "../limits/wake.ts";
import type { Parts } from "../parts.ts";
import { cancelFlowRun } from "../runs/cancel.ts";
import { writeState } from "../runs/write-state.ts";
import { deploymentLimit, overlapLimit } from "../work-queues/limit-names.ts";
import type { Taken } from "./take.ts";

/** A run whose limit is full is cancelled, or put aside until a slot is free, so that it is not in the way of those behind it. */
export async function refuseForSlots(
  parts: Parts,
  version: number,
  run: StoredFlowRun,
  outcome: Extract<SlotOutcome, { taken: false }>,
  deployment: DeploymentRecord | null,
): Promise<Taken> {
  const { limit, holders } = outcome;
  if (
    deployment !== null &&
    limit === deploymentLimit(deployment.id) &&
    deployment.concurrency_options?.collision_strategy === "CANCEL_NEW"
  ) {
    const message = `The deployment's concurrency limit of ${deployment.concurrency_limit} was reached.`;
    return end(parts, version, run, { type: "CANCELLED", message });
  }
  const schedule = deployment?.schedules.find(({ id }) => limit === overlapLimit(id));
  if (schedule !== undefined) {
    const decision = decideOverlap(
      schedule.overlap,
      holders.map((id) => ({ id })),
    );
    if (decision.action === "skip") return end(parts, version, run, { type: "CANCELLED", name: "Skipped", message: decision.reason });
    if (decision.action === "cancel")
      for (const id of decision.runs) await cancelFlowRun(parts, id, `Cancelled, since run ${run.id} of the same schedule is due.`);
  }
  return putAside(parts, version, run, limit);
}

async function putAside(parts: Parts, version: number, run: StoredFlowRun, limit: string): Promise<Taken> {
  const state: StateCreate = {
    type: "SCHEDULED",
    name: "AwaitingConcurrencySlot",
    message: `Waiting for a slot of the concurrency limit "${limit}".`,
    state_details: { scheduled_time: run.next_scheduled_start_time ?? undefined },
  };
  await markWaiting(parts, limit);
  crashPoint("claim:limit-marked");
  // one that was woken and found the slot taken again has said so already
  const entered = run.state_name === "AwaitingConcurrencySlot" ? run : enterFlowRunState(run, state, { now: parts.clock.now() });
  if (!(await writeState(parts, version, { ...entered, waiting_for: limit }))) return "taken-by-another";
  crashPoint("claim:put-aside");
  // a slot given back just before the write found nobody to wake
  if (await hasFreeSlot(parts, limit)) await wakeWaiting(parts, limit);
  return "waiting";
}

async function end(parts: Parts, version: number, run: StoredFlowRun, state: StateCreate): Promise<Taken> {
  const { record, changed } = orchestrateFlowRun(run, state, { now: parts.clock.now(), force: true });
  return changed && (await writeState(parts, version, record)) ? "skipped" : "taken-by-another";
}
