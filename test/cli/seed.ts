import { formatTimestamp } from "#core/contract/scalars.ts";
import type { State, StateCreate } from "#core/contract/states.ts";
import { systemIds } from "#core/ports/system.ts";
import { stateId } from "#core/rules/ids.ts";
import { type Connection, connect } from "#sdk/api/connect.ts";
import { readSettings } from "#sdk/settings/read-settings.ts";

/** What a run is to look like; times are milliseconds before now. */
export interface Seed {
  readonly flow: string;
  readonly name?: string;
  readonly parameters?: Record<string, unknown>;
  readonly tags?: string[];
  readonly tasks?: readonly { readonly name: string; readonly state: "COMPLETED" | "FAILED"; readonly data?: unknown }[];
  readonly logs?: readonly (readonly [level: number, message: string])[];
  /** Left out for a run that is still running. */
  readonly end?: StateCreate;
}

/** A run that is there, and how to go on with it. */
export interface Seeded {
  readonly id: string;
  readonly name: string;
  log(level: number, message: string): Promise<void>;
  end(state: StateCreate): Promise<void>;
}

/** The API of that home, as flows see it. */
export function apiOf(home: string): Promise<Connection> {
  return connect(readSettings({ env: { MILLRACE_HOME: home } }));
}

/** Records a run the way the SDK does. */
export async function seedRun({ client }: Connection, seed: Seed): Promise<Seeded> {
  const { flow, name, parameters = {}, tags = [] } = seed;
  const { flow_run, lease } = await client.beginFlowRun({
    body: { id: systemIds.runId(), flow: { name: flow }, holder: "test", parameters, tags, ...(name && { name }) },
  });
  const epoch = lease!.epoch;
  let sequence = 0;
  const report = (more: {
    task_runs?: ReturnType<typeof snapshot>[];
    logs?: { name: string; level: number; message: string; timestamp: string; flow_run_id: string }[];
  }) => client.reportTaskRuns({ body: { flow_run_id: flow_run.id, epoch, sequence: ++sequence, task_runs: [], ...more } });
  const logged = (level: number, message: string) => ({
    name: "millrace.flow_runs",
    level,
    message,
    timestamp: formatTimestamp(Date.now()),
    flow_run_id: flow_run.id,
  });
  const end = async (state: StateCreate) => void (await client.setFlowRunState({ params: { id: flow_run.id }, body: { state, epoch } }));

  await report({ task_runs: (seed.tasks ?? []).map(snapshot), logs: (seed.logs ?? []).map(([level, message]) => logged(level, message)) });
  if (seed.end !== undefined) await end(seed.end);
  return {
    id: flow_run.id,
    name: flow_run.name,
    end,
    log: async (level, message) => void (await report({ logs: [logged(level, message)] })),
  };
}

function snapshot({ name, state, data = null }: NonNullable<Seed["tasks"]>[number], index: number) {
  const id = systemIds.runId();
  const [started, ended] = [formatTimestamp(Date.now() - 1500 + index), formatTimestamp(Date.now())];
  const of = (number: number, type: "RUNNING" | "COMPLETED" | "FAILED", timestamp: string): State => ({
    id: stateId(id, number),
    type,
    name: type === "RUNNING" ? "Running" : type === "FAILED" ? "Failed" : "Completed",
    timestamp,
    data: type === "RUNNING" ? null : data,
    message: type === "FAILED" ? "Error: it broke" : null,
    state_details: {},
  });
  return {
    id,
    name,
    task_key: name,
    dynamic_key: "0",
    states: [of(1, "RUNNING", started), of(2, state, ended)],
    run_count: 1,
    flow_run_run_count: 1,
    expected_start_time: started,
    start_time: started,
    end_time: ended,
    total_run_time: 1.5,
  };
}
