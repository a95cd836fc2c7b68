import type { FlowRunRecord } from "#core/contract/documents.ts";
import type { OrchestrationResult } from "#core/contract/states.ts";
import type { Ids } from "#core/ports/clock.ts";
import { isStaleEpoch } from "#core/rules/flow-run-policy.ts";
import { orchestrateFlowRun, orchestrateTaskRun } from "#core/rules/orchestrate.ts";
import { crashPoint } from "../crash-point.ts";
import { announceTransition } from "./announce.ts";
import { cachedState, rememberResult } from "./cache.ts";
import { change } from "./change.ts";
import type { Services } from "./deps.ts";
import { flowRunDocument, flowRunRecord } from "./documents/flow-run.ts";
import { flowRunKey } from "./documents/keys.ts";
import { epochOfRank, taskRunDocument, taskRunRecord } from "./documents/task-run.ts";
import { findTaskRun } from "./lookups.ts";
import { mirrorToParent } from "./parent-task.ts";
import type { Parts } from "./parts.ts";
import { epochNeeded, notFound, staleEpoch } from "./refusals.ts";
import { Reply } from "./reply.ts";
import { releaseSlots } from "./runs/release.ts";
import { hint } from "./work-queues/hints.ts";

/** Proposing states: the policy decides, one conditional write carries it out. 201 when a state was stored, 200 when none was. */
export function setStateServices(parts: Parts): Pick<Services, "setFlowRunState" | "setTaskRunState"> {
  const { store, clock, ids } = parts;
  return {
    async setFlowRunState({ params, body }, { caller }) {
      if (caller?.role === "agent" && body.epoch === undefined) throw epochNeeded();
      let held: readonly string[] = [];
      const outcome = await change(store, flowRunKey(params.id), "flow run", async (current) => {
        if (current === null) throw notFound("flow run", params.id);
        const before = flowRunRecord(current);
        held = before.slots;
        refuseStale(before, body.epoch);
        const result = orchestrateFlowRun(before, body.state, { now: clock.now(), force: body.force, epoch: body.epoch });
        if (!result.changed) return { result };
        await parts.runPlaces.mark(result.record);
        await announceTransition(parts, before, result.record);
        crashPoint("set-state:announced");
        return { document: flowRunDocument(result.record), result };
      });
      crashPoint("set-state:run-written");
      // The holder of a lease runs the parent's task too, and reports it itself.
      // Done even when nothing was stored, so that the same request sent again heals a crash in between.
      if (body.epoch === undefined) await mirrorToParent(parts, outcome.record);
      await releaseSlots(parts, outcome.record, held);
      if (isWaiting(outcome.record)) await hint(parts, outcome.record, Date.parse(dueOf(outcome.record)) - clock.now());
      return answered(outcome);
    },

    async setTaskRunState({ params, body }) {
      const place = await findTaskRun(store, params.id);
      if (place === null) throw notFound("task run", params.id);
      const [owner, cached] = await Promise.all([
        place.pk.startsWith("RUN#") ? store.get({ pk: place.pk, sk: "META" }) : null,
        cachedState(store, body.state),
      ]);
      const flowRun = owner === null ? null : flowRunRecord(owner);
      if (flowRun !== null) refuseStale(flowRun, body.epoch);
      const outcome = await change(store, place, "task run", async (current) => {
        if (current === null) throw notFound("task run", params.id);
        const context = { now: clock.now(), force: body.force, flowRun, cached, random: randomOf(ids) };
        const result = orchestrateTaskRun(taskRunRecord(current), body.state, context);
        if (!result.changed) return { result };
        if (result.answer.status === "ACCEPT") await rememberResult(store, result.record);
        return { document: taskRunDocument(result.record, flowRun?.epoch ?? epochOfRank(current.rank)), result };
      });
      return answered(outcome);
    },
  };
}

// Resumed, restarted or rescheduled for whoever takes it.
function isWaiting(run: FlowRunRecord): boolean {
  return run.state_type === "SCHEDULED" && run.lease === null && run.waiting_for === null && run.deployment_id !== null;
}

function dueOf(run: FlowRunRecord): string {
  return run.next_scheduled_start_time ?? run.created;
}

function refuseStale(run: FlowRunRecord, epoch: number | undefined): void {
  if (epoch !== undefined && isStaleEpoch(run, epoch)) throw staleEpoch(run.id, epoch, run.epoch);
}

function answered({
  answer,
  changed,
}: {
  answer: OrchestrationResult;
  changed: boolean;
}): OrchestrationResult | Reply<OrchestrationResult> {
  return changed ? answer : new Reply(200, answer);
}

// A number in [0, 1) from the random end of an id.
function randomOf(ids: Ids): number {
  return Number.parseInt(ids.uuid().slice(-12), 16) / 2 ** 48;
}
