import { formatTimestamp } from "#core/contract/scalars.ts";
import { systemClock, systemIds } from "#core/ports/system.ts";
import { stateId } from "#core/rules/ids.ts";
import type { Side } from "../overhead/side.ts";
import type { Call } from "./load.ts";

export const FLOWS = 5;

/** How many requests of each kind one round sends. */
export interface Sizes {
  readonly writes: number;
  readonly reads: number;
}

/** Runs to be there before anything is measured: of each flow alike, every twentieth failed. */
export function seedCalls(flowIds: readonly string[], count: number): Call[] {
  return Array.from({ length: count }, (_, n) => create(flowIds[n % flowIds.length]!, n % 20 === 7 ? "FAILED" : "COMPLETED"));
}

export function createCalls(flowIds: readonly string[], { writes }: Sizes): Call[] {
  return Array.from({ length: writes }, (_, n) => create(flowIds[n % flowIds.length]!, "PENDING"));
}

/** Each run goes through two states. */
export function setStateCalls(runIds: readonly string[]): Call[] {
  return ["RUNNING", "COMPLETED"].flatMap((type) =>
    runIds.map((id) => ({ path: `/flow_runs/${id}/set_state`, body: { state: { type, message: "measured" } } })),
  );
}

/** A finished task run of each flow run with the three states it went through, as the flow process of either side says it. */
export function reportCalls(side: Side["name"], runIds: readonly string[]): Call[] {
  return runIds.map((id) => (side === "millrace" ? millraceReport(id) : prefectEvents(id)));
}

/** The pages a console asks for: 50 runs, the newest first. */
export function filters(flowIds: readonly string[]): Readonly<Record<string, Call>> {
  const page = { limit: 50, sort: "EXPECTED_START_TIME_DESC" };
  const path = "/flow_runs/filter";
  return {
    "filter: the newest 50 runs": { path, body: page },
    "filter: the newest 50 of one flow": { path, body: { ...page, flows: { id: { any_: [flowIds[0]] } } } },
    "filter: the newest 50 that failed": { path, body: { ...page, flow_runs: { state: { type: { any_: ["FAILED"] } } } } },
  };
}

function create(flowId: string, type: string): Call {
  return {
    path: "/flow_runs/",
    body: { flow_id: flowId, parameters: { day: "2026-11-23", rows: 1000 }, tags: ["bench"], state: { type } },
  };
}

const TYPES = ["PENDING", "RUNNING", "COMPLETED"] as const;

function taskStates() {
  const id = systemIds.runId();
  const now = systemClock.now();
  return { id, states: TYPES.map((type, n) => ({ id: stateId(id, n + 1), type, timestamp: formatTimestamp(now + n) })) };
}

function millraceReport(flowRunId: string): Call {
  const { id, states } = taskStates();
  const snapshot = {
    id,
    name: "add one-0",
    task_key: "add one",
    dynamic_key: "0",
    states: states.map((state) => ({ ...state, name: nameOf(state.type), message: null, data: null, state_details: {} })),
    run_count: 1,
    flow_run_run_count: 1,
    expected_start_time: states[0]!.timestamp,
    start_time: states[1]!.timestamp,
    end_time: states[2]!.timestamp,
    total_run_time: 0.001,
  };
  return { path: "/x/task_runs/report", body: { flow_run_id: flowRunId, epoch: 0, sequence: 1, task_runs: [snapshot] } };
}

// prefect.events.Event as its task engine emits it
function prefectEvents(flowRunId: string): Call {
  const { id, states } = taskStates();
  const events = states.map((state, n) => ({
    id: systemIds.uuid(),
    occurred: state.timestamp,
    event: `prefect.task-run.${nameOf(state.type)}`,
    resource: { "prefect.resource.id": `prefect.task-run.${id}`, "prefect.resource.name": "add one-0", "prefect.orchestration": "client" },
    related: [{ "prefect.resource.id": `prefect.flow-run.${flowRunId}`, "prefect.resource.role": "flow-run" }],
    payload: {
      intended: { from: n === 0 ? null : TYPES[n - 1], to: state.type },
      initial_state: null,
      validated_state: { type: state.type, name: nameOf(state.type), message: "", state_details: {}, data: null },
      task_run: { name: "add one-0", task_key: "add one", dynamic_key: "0", run_count: n === 0 ? 0 : 1, empirical_policy: {}, tags: [] },
    },
  }));
  return { path: "/events", body: events };
}

function nameOf(type: string): string {
  return type.charAt(0) + type.slice(1).toLowerCase();
}
