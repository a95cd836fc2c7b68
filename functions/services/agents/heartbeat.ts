import type { AgentSignal } from "#core/contract/agents.ts";
import type { Services } from "../deps.ts";
import { flowRunRecord } from "../documents/flow-run.ts";
import { flowRunKey } from "../documents/keys.ts";
import type { Parts } from "../parts.ts";
import { renewAgent } from "./agent-lease.ts";

/** Keeping runs: one small write renews them all, one batched read tells what is wanted of them. */
export function heartbeatServices(parts: Parts): Pick<Services, "heartbeatAgent"> {
  return {
    async heartbeatAgent({ body }) {
      const lease = await renewAgent(parts, body.agent);
      const documents = await parts.store.getMany(body.runs.map(({ id }) => flowRunKey(id)));
      const signals: AgentSignal[] = [];
      const lost: string[] = [];
      for (const [at, { id, epoch }] of body.runs.entries()) {
        const document = documents[at];
        const run = document == null ? null : flowRunRecord(document);
        if (run === null || run.epoch !== epoch) lost.push(id);
        else if (run.state_type === "CANCELLING" || run.state_type === "CANCELLED") signals.push({ type: "cancel", flow_run_id: id });
        else if (run.state_type === "PAUSED" && run.states.at(-1)?.state_details.pause_reschedule === true)
          signals.push({ type: "suspend", flow_run_id: id });
      }
      return { lease_expires_at: lease.lease_expires_at, signals, lost, next_seconds: body.runs.length > 0 ? BUSY_SECONDS : IDLE_SECONDS };
    },
  };
}

/** How soon an agent hears of a cancellation. */
const BUSY_SECONDS = 2;
const IDLE_SECONDS = 15;
