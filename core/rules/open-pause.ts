import type { FlowRunRecord } from "#core/contract/documents.ts";
import type { FlowRunPolicy } from "#core/contract/flow-runs.ts";

/**
 * The policy of a run whose process is gone. A pause it was waiting in was passed by nobody, so its key may pause again: else the next
 * process would go on past it as if somebody had resumed the run.
 */
export function policyAfterLoss({ empirical_policy, states }: Pick<FlowRunRecord, "empirical_policy" | "states">): FlowRunPolicy {
  const current = states.at(-1);
  const open = current?.type === "PAUSED" ? current.state_details.pause_key : undefined;
  const policy = { ...empirical_policy, retry_type: null };
  if (!open) return policy;
  return { ...policy, pause_keys: (policy.pause_keys ?? []).filter((key) => key !== open) };
}
