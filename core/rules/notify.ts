import type { NotificationMatch } from "#core/contract/notifications.ts";
import type { StateType } from "#core/contract/states.ts";

/** What of a transition decides who is told. */
export interface MatchedTransition {
  readonly state: { readonly type: StateType; readonly name: string };
  readonly run: { readonly tags: readonly string[]; readonly flow_id: string; readonly deployment_id: string | null };
  readonly flowName: string | undefined;
}

/** Is the transition one of those? Every condition given must hold; a state meets its condition by type or by name, whatever the case. */
export function isNotified(match: NotificationMatch, { state, run, flowName }: MatchedTransition): boolean {
  const { state_types, state_names, tags, flows, deployment_ids } = match;
  const anyState = state_types.length === 0 && state_names.length === 0;
  const name = state.name.toLowerCase();
  return (
    (anyState || state_types.includes(state.type) || state_names.some((wanted) => wanted.toLowerCase() === name)) &&
    tags.every((tag) => run.tags.includes(tag)) &&
    (flows.length === 0 || flows.includes(run.flow_id) || (flowName !== undefined && flows.includes(flowName))) &&
    (deployment_ids.length === 0 || (run.deployment_id !== null && deployment_ids.includes(run.deployment_id)))
  );
}
