import type { Event, EventResource } from "#core/contract/events.ts";
import { parseTimestamp } from "#core/contract/scalars.ts";
import type { State } from "#core/contract/states.ts";
import { cutText } from "../services/documents/fit.ts";
import type { StoredFlowRun } from "../services/documents/flow-run.ts";
import type { Names } from "./names.ts";

/** A state a flow run has really entered, with what belongs to it. */
export interface Transition {
  readonly run: StoredFlowRun;
  readonly state: State;
  /** The state before it, if the history still has it. */
  readonly previous: State | undefined;
  readonly flowName: string | undefined;
  readonly deploymentName: string | undefined;
}

/** The transition to the state of that id; undefined if the history does not have it. */
export function findTransition(run: StoredFlowRun, stateId: string, names: Names): Transition | undefined {
  const at = run.states.findIndex(({ id }) => id === stateId);
  if (at < 0) return undefined;
  return {
    run,
    state: run.states[at]!,
    previous: run.states[at - 1],
    flowName: names.flows.get(run.flow_id),
    deploymentName: run.deployment_id === null ? undefined : names.deployments.get(run.deployment_id),
  };
}

/** The transition as an event of Prefect's shape; its id is the state's. */
export function transitionEvent(transition: Transition, received: string): Event {
  const { run, state, previous } = transition;
  const gap = previous === undefined ? Number.POSITIVE_INFINITY : parseTimestamp(state.timestamp) - parseTimestamp(previous.timestamp);
  return {
    id: state.id,
    occurred: state.timestamp,
    received,
    event: `prefect.flow-run.${state.name}`,
    resource: {
      "prefect.resource.id": `prefect.flow-run.${run.id}`,
      "prefect.resource.name": run.name,
      "prefect.run-count": String(run.run_count),
      "prefect.state-message": cutText(state.message ?? "", MESSAGE_CHARACTERS),
      "prefect.state-name": state.name,
      "prefect.state-timestamp": state.timestamp,
      "prefect.state-type": state.type,
    },
    related: relatedTo(transition),
    payload: {
      intended: { from: previous?.type ?? null, to: state.type },
      initial_state: previous === undefined ? null : brief(previous),
      validated_state: brief(state),
    },
    follows: previous !== undefined && gap < FOLLOWS_WITHIN_MS ? previous.id : null,
  };
}

const MESSAGE_CHARACTERS = 1000;
// As Prefect: what lies further apart is not put in order.
const FOLLOWS_WITHIN_MS = 300_000;

function brief({ type, name, message }: State) {
  return { type, name, ...(message && { message: cutText(message, MESSAGE_CHARACTERS) }) };
}

function relatedTo({ run, flowName, deploymentName }: Transition): EventResource[] {
  const related = [resource("flow", run.flow_id, flowName)];
  if (run.deployment_id !== null) related.push(resource("deployment", run.deployment_id, deploymentName));
  if (run.work_queue_id !== null) related.push(resource("work-queue", run.work_queue_id, run.work_queue_name ?? undefined));
  if (run.parent_flow_run_id !== null)
    related.push({ ...resource("flow-run", run.parent_flow_run_id), "prefect.resource.role": "parent-flow-run" });
  for (const tag of run.tags) related.push({ "prefect.resource.id": `prefect.tag.${tag}`, "prefect.resource.role": "tag" });
  return related;
}

function resource(kind: string, id: string, name?: string): EventResource {
  return {
    "prefect.resource.id": `prefect.${kind}.${id}`,
    "prefect.resource.role": kind,
    ...(name !== undefined && { "prefect.resource.name": name }),
  };
}
