import type * as z from "zod";
import type { FlowRun } from "#core/contract/flow-runs.ts";
import { formatTimestamp } from "#core/contract/scalars.ts";
import type { State, StateType } from "#core/contract/states.ts";
import type { TaskRunSnapshot as Schema, TaskRunSnapshot } from "#core/contract/task-runs.ts";
import { systemIds } from "#core/ports/system.ts";
import { stateId } from "#core/rules/ids.ts";
import { stateName } from "#core/rules/states.ts";
import type { TestApi } from "./api.ts";

/** A begun flow run, held under epoch 1. */
export async function begin(
  { client }: Pick<TestApi, "client">,
  given: Partial<Parameters<TestApi["client"]["beginFlowRun"]>[0]["body"]> = {},
): Promise<FlowRun> {
  const { flow_run } = await client.beginFlowRun({ body: { id: systemIds.runId(), flow: { name: "hello" }, holder: "host:1", ...given } });
  return flow_run;
}

/** A snapshot of a task run that went through these types, a millisecond apart from `at`. */
export function snapshot(
  types: readonly StateType[],
  given: Partial<TaskRunSnapshot> & { readonly at?: number } = {},
): z.input<typeof Schema> {
  const { at = Date.parse("2026-11-23T09:00:01Z"), ...rest } = given;
  const id = given.id ?? systemIds.runId();
  const states = types.map((type, index) => state(id, index + 1, type, at + index));
  return {
    id,
    name: "step-0",
    task_key: "step",
    dynamic_key: id,
    states,
    run_count: types.filter((type) => type === "RUNNING").length,
    flow_run_run_count: 1,
    expected_start_time: formatTimestamp(at),
    total_run_time: 0.001,
    ...rest,
  };
}

/** A state of a run as its reporter makes it. */
export function state(runId: string, number: number, type: StateType, at: number): State {
  return {
    id: stateId(runId, number),
    type,
    name: stateName(type),
    timestamp: formatTimestamp(at),
    message: null,
    data: null,
    state_details: {},
  } as State;
}
