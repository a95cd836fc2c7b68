import type { Agent } from "#core/contract/agents.ts";
import { continued } from "#core/rules/continued.ts";
import { lostAttempts } from "#core/rules/crash.ts";
import { policyAfterLoss } from "#core/rules/open-pause.ts";
import { isFinal } from "#core/rules/states.ts";
import { enterFlowRunState } from "#core/rules/transitions.ts";
import { crashPoint } from "../../crash-point.ts";
import type { Services } from "../deps.ts";
import { flowRunRecord, type StoredFlowRun } from "../documents/flow-run.ts";
import { agentPartition } from "../documents/flow-run-holder.ts";
import type { Parts } from "../parts.ts";
import { changeState } from "../runs/write-state.ts";
import { hint } from "../work-queues/hints.ts";
import { allAgents } from "../work-queues/queue-state.ts";
import { endAgent } from "./agent-lease.ts";

/** Listing agents, and what they do when they stop. */
export function agentServices(parts: Parts): Pick<Services, "listAgents" | "handBackFlowRuns" | "retireAgent"> {
  return {
    listAgents: () => agentsHeardOf(parts),
    async handBackFlowRuns({ body }) {
      const handed_back: string[] = [];
      for (const { id, epoch } of body.runs) if (await handBack(parts, id, epoch, body.reason, body.continues)) handed_back.push(id);
      return { handed_back };
    },
    async retireAgent({ body }) {
      await endAgent(parts, body.agent.id);
      await handBackOthers(parts, body.agent.id, [], "Its agent stopped.");
      return undefined;
    },
  };
}

/** The agents that did not say they stopped, with how many runs each has in hand. */
export async function agentsHeardOf(parts: Pick<Parts, "store">): Promise<Agent[]> {
  const agents = (await allAgents(parts)).filter(({ gone }) => !gone);
  return Promise.all(
    agents.map(async ({ gone: _gone, work_queue_names, version = null, ...agent }) => {
      const held = await parts.store.query({ index: "holder", pk: agentPartition(agent.id), limit: 1000 });
      return { ...agent, version, work_queue_names: [...work_queue_names], running: held.documents.length };
    }),
  );
}

/** Gives back what an agent holds without knowing: the answer to its claim got lost. */
export async function handBackOthers(parts: Parts, agentId: string, known: readonly string[], reason: string): Promise<void> {
  const { documents } = await parts.store.query({ index: "holder", pk: agentPartition(agentId), limit: 1000 });
  for (const { pk } of documents) {
    if (known.includes(pk.slice("RUN#".length))) continue;
    const document = await parts.store.get({ pk, sk: "META" });
    const run = document === null ? null : flowRunRecord(document);
    if (run?.lease?.agent_id === agentId) await handBack(parts, run.id, run.epoch, reason);
  }
}

async function handBack(parts: Parts, id: string, epoch: number, reason: string, continues = false): Promise<boolean> {
  const run = await changeState<StoredFlowRun | null>(parts, id, (before) => {
    if (before === null || before.epoch !== epoch || isFinal(before.state_type)) return { result: null };
    if (before.lease === null) return { result: null };
    if (continues) {
      const record = continued(before, { now: parts.clock.now(), reason });
      return { record, result: record };
    }
    const loose = { ...before, epoch: epoch + 1, empirical_policy: policyAfterLoss(before), lost_attempts: lostAttempts(before) };
    const state =
      before.state_type === "CANCELLING"
        ? { type: "CANCELLED" as const, message: `The run was being cancelled when its agent gave it back: ${reason}` }
        : { type: "SCHEDULED" as const, message: reason };
    const record = { ...enterFlowRunState(loose, state, { now: parts.clock.now() }), lease: null, infrastructure_pid: null };
    return { record, result: record };
  });
  crashPoint("hand-back:written");
  if (run === null) return false;
  if (run.state_type === "SCHEDULED") await hint(parts, run, Date.parse(run.next_scheduled_start_time ?? "") - parts.clock.now() || 0);
  return true;
}
