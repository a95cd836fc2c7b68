import type { AgentIdentity, Claim } from "#core/contract/agents.ts";
import type { Infrastructure } from "#core/contract/deployments.ts";
import type { RanOn } from "#core/contract/flow-runs.ts";
import { formatTimestamp } from "#core/contract/scalars.ts";
import type { StateCreate } from "#core/contract/states.ts";
import { orchestrateFlowRun } from "#core/rules/orchestrate.ts";
import { isFinal } from "#core/rules/states.ts";
import { crashPoint } from "../../crash-point.ts";
import type { CallContext } from "../deps.ts";
import { type DeploymentRecord, deploymentKey, deploymentOf } from "../documents/deployment.ts";
import { flowOf } from "../documents/flow.ts";
import { flowRunRecord, type StoredFlowRun } from "../documents/flow-run.ts";
import { flowKey, flowRunKey } from "../documents/keys.ts";
import type { WorkQueueRecord } from "../documents/work-queue.ts";
import { giveBackSlots, takeSlots } from "../limits/slots.ts";
import { flowRunAnswer } from "../lookups.ts";
import { LEASE_SECONDS, type Parts } from "../parts.ts";
import { writeState } from "../runs/write-state.ts";
import type { DueRun } from "../work-queues/due.ts";
import { presentBundle } from "./bundle-link.ts";
import { slotsWanted } from "./slots-wanted.ts";
import { refuseForSlots } from "./waiting.ts";

/** What became of a run an agent reached for: its claim, or why it is out of the way. */
export type Taken = Claim | "skipped" | "waiting" | "taken-by-another";

/** Who takes runs: an agent, or, without an id, a process that renews the lease of its one run by its reports. */
export type Holder = Omit<AgentIdentity, "id"> & { readonly id: string | null };

/** Takes runs for one agent; what several runs need of deployments and flows is read once. */
export function createTaker(
  parts: Parts,
  agent: Holder,
  context: CallContext,
): { take(due: Pick<DueRun, "document"> & { queue: WorkQueueRecord | null }): Promise<Taken> } {
  const { store, clock } = parts;
  const deployments = new Map<string, Promise<DeploymentRecord | null>>();
  const flows = new Map<string, Promise<string>>();
  const deploymentOfRun = (id: string) =>
    remembered(deployments, id, () => store.get(deploymentKey(id)).then((found) => (found === null ? null : deploymentOf(found))));
  const flowName = (id: string) =>
    remembered(flows, id, () => store.get(flowKey(id)).then((found) => (found === null ? "" : flowOf(found).name)));

  return {
    async take({ document, queue }) {
      // the listing may lag; a run that changed since is read again by the conditional write below
      const run = flowRunRecord(document);
      if (run.state_type !== "SCHEDULED" || run.lease !== null || run.waiting_for !== null) return "taken-by-another";
      const deployment = run.deployment_id === null ? null : await deploymentOfRun(run.deployment_id);
      if (run.deployment_id !== null && deployment === null)
        return skip(parts, document.version, run, { type: "CANCELLED", message: "Its deployment was deleted before the run started." });
      const missed = deployment === null ? undefined : await whyMissed(run, deployment, clock.now());
      if (missed !== undefined) return skip(parts, document.version, run, { type: "CANCELLED", name: "Skipped", message: missed });

      const wanted = slotsWanted(run, queue, deployment);
      if (wanted.length > 0) {
        const outcome = await takeSlots(parts, { flow_run_id: run.id, name: run.name, seen: document.version }, wanted);
        crashPoint("claim:slots-taken");
        if (!outcome.taken) return refuseForSlots(parts, document.version, run, outcome, deployment);
      }
      const slots = wanted.map(({ limit }) => limit);
      const claimed = claimedRun(parts, run, agent, queue, slots, deployment?.infrastructure);
      if (claimed === undefined) {
        await giveBackUnlessHeld(parts, run.id, slots);
        return "taken-by-another";
      }
      const written = await writeState(parts, document.version, claimed);
      if (!written) {
        await giveBackUnlessHeld(parts, run.id, slots);
        return "taken-by-another";
      }
      crashPoint("claim:run-written");
      return {
        flow_run: await flowRunAnswer(parts, claimed),
        flow_name: await flowName(run.flow_id),
        lease: claimed.lease!,
        work_queue_name: queue?.name ?? null,
        bundle: deployment?.bundle == null ? null : await presentBundle(parts, deployment.bundle, context),
        infrastructure: deployment?.infrastructure ?? { type: "subprocess" },
        has_prior: run.run_count > 0 || run.crash_count > 0,
      };
    },
  };
}

function claimedRun(
  parts: Parts,
  run: StoredFlowRun,
  agent: Holder,
  queue: WorkQueueRecord | null,
  slots: readonly string[],
  infrastructure?: Infrastructure,
): StoredFlowRun | undefined {
  const now = parts.clock.now();
  const { record, changed } = orchestrateFlowRun(run, { type: "PENDING" }, { now, force: false });
  if (!changed || record.state_type !== "PENDING") return undefined;
  const epoch = run.epoch + 1;
  const own = { expires_at: formatTimestamp(now + (parts.settings.leaseSeconds ?? LEASE_SECONDS) * 1000) };
  const lease = { holder: agent.name, epoch, ...(agent.id === null ? own : { expires_at: formatTimestamp(now), agent_id: agent.id }) };
  return { ...record, epoch, lease, slots: [...slots], work_queue_id: queue?.id ?? null, ran_on: placeOf(agent.name, infrastructure) };
}

function placeOf(holder: string, infrastructure: Infrastructure = { type: "subprocess" }): RanOn {
  const { type } = infrastructure;
  if (type !== "ecs") return { type, holder };
  const { cpu, memory, spot } = infrastructure;
  return { type, holder, cpu, memory, spot };
}

async function skip(parts: Parts, version: number, run: StoredFlowRun, state: StateCreate): Promise<Taken> {
  const { record, changed } = orchestrateFlowRun(run, state, { now: parts.clock.now(), force: true });
  if (!changed) return "taken-by-another";
  return (await writeState(parts, version, record)) ? "skipped" : "taken-by-another";
}

// Another agent may have taken the same run with the same slots; those are its own then.
async function giveBackUnlessHeld(parts: Parts, flowRunId: string, slots: readonly string[]): Promise<void> {
  if (slots.length === 0) return;
  const current = await parts.store.get(flowRunKey(flowRunId));
  const run = current === null ? null : flowRunRecord(current);
  if (run !== null && !isFinal(run.state_type) && run.lease !== null) return;
  await giveBackSlots(parts, flowRunId, slots);
}

function remembered<Value>(known: Map<string, Promise<Value>>, key: string, read: () => Promise<Value>): Promise<Value> {
  const before = known.get(key);
  if (before !== undefined) return before;
  const value = read();
  known.set(key, value);
  return value;
}

// only what a schedule made can have missed its time, and only then is the calendar loaded
async function whyMissed(run: StoredFlowRun, deployment: DeploymentRecord, now: number): Promise<string | undefined> {
  return run.auto_scheduled ? (await import("./missed.ts")).missedItsTime(run, deployment, now) : undefined;
}
