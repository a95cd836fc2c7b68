import type { FlowRunRecord } from "#core/contract/documents.ts";
import { queues, type TransitionMessage } from "#core/contract/messages.ts";
import type { Parts } from "./parts.ts";

/**
 * Announces what a write is about to add to a flow run's history. To be awaited before that write: whoever reads the message looks whether
 * the states are there, so announced-but-not-written is dropped and written-but-not-announced cannot happen.
 *
 * `before` is the run as read, null for one that is being made. A queue that is full or away fails no transition: the failure is logged,
 * and what is missed is the event and its notifications, never the state.
 */
export async function announceTransition(
  { queue, log }: Pick<Parts, "queue" | "log">,
  before: FlowRunRecord | null,
  after: FlowRunRecord,
): Promise<void> {
  const entered = after.state_count - (before?.state_count ?? 0);
  if (entered <= 0) return;
  const message: TransitionMessage = {
    kind: "flow-run",
    run_id: after.id,
    flow_id: after.flow_id,
    deployment_id: after.deployment_id,
    states: after.states.slice(-entered).map(({ id, type, name, timestamp }) => ({ id, type, name, timestamp })),
  };
  try {
    await queue.send(queues.events, [{ body: JSON.stringify(message) }]);
  } catch (error) {
    log(JSON.stringify({ level: "error", what: "A transition could not be announced.", flow_run_id: after.id, error: String(error) }));
  }
}
