import { renewAgent } from "../agents/agent-lease.ts";
import { createTaker } from "../agents/take.ts";
import type { Services } from "../deps.ts";
import { flowRunRecord } from "../documents/flow-run.ts";
import { flowRunKey } from "../documents/keys.ts";
import { workQueueIdOf, workQueueKey, workQueueOf } from "../documents/work-queue.ts";
import type { Parts } from "../parts.ts";
import { notFound, wrongRun } from "../refusals.ts";
import { isHeldBack } from "./start-run.ts";

/** Claiming one run by its id: what a runner does that was started for it. */
export function claimRunServices(parts: Parts): Pick<Services, "claimFlowRun"> {
  const { store } = parts;
  return {
    async claimFlowRun({ params, body }, context) {
      const scope = context.caller?.flowRun ?? null;
      if (scope !== null && scope !== params.id) throw wrongRun(params.id, scope);
      const document = await store.get(flowRunKey(params.id));
      if (document === null) throw notFound("flow run", params.id);
      const run = flowRunRecord(document);
      if (run.placement === null) return { claim: null, why: "Agents take this run." };
      if (await isHeldBack(parts, run)) return { claim: null, why: `Its work queue "${run.work_queue_name}" lets nothing through.` };
      const queue = run.work_queue_name === null ? null : await store.get(workQueueKey(workQueueIdOf(run.work_queue_name)));
      if (body.agent !== undefined) await renewAgent(parts, body.agent, []);
      const taker = createTaker(parts, body.agent ?? { id: null, name: body.holder }, context);
      const taken = await taker.take({ document, queue: queue === null ? null : workQueueOf(queue) });
      if (typeof taken === "object") return { claim: taken, why: null };
      return { claim: null, why: WHY[taken] };
    },
  };
}

const WHY = {
  "taken-by-another": "It is not waiting any more, or another invocation has it.",
  waiting: "It waits for a slot of a concurrency limit.",
  skipped: "It was cancelled instead.",
} as const;
