import { formatTimestamp } from "#core/contract/scalars.ts";
import { enterFlowRunState } from "#core/rules/transitions.ts";
import { flowRunRecord } from "../services/documents/flow-run.ts";
import { SUSPENDED } from "../services/documents/flow-run-holder.ts";
import type { Parts } from "../services/parts.ts";
import { changeState } from "../services/runs/write-state.ts";

/** Ends runs that were suspended and not resumed in time. (One paused in its process ends itself.) */
export async function endExpiredPauses(parts: Parts): Promise<number> {
  const now = formatTimestamp(parts.clock.now());
  const page = await parts.store.query({ index: "holder", pk: SUSPENDED, range: { to: now }, limit: 200 });
  let ended = 0;
  for (const document of page.documents) {
    ended += await changeState(parts, flowRunRecord(document).id, (run) => {
      const timeout = run?.states.at(-1)?.state_details.pause_timeout;
      if (run === null || run.state_type !== "PAUSED" || run.lease !== null || timeout == null || timeout > now) return { result: 0 };
      const state = { type: "FAILED" as const, message: "The flow was paused and never resumed." };
      return { record: enterFlowRunState(run, state, { now: parts.clock.now() }), result: 1 };
    });
  }
  return ended;
}
