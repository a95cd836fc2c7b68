import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Deployment } from "#core/contract/deployments.ts";
import type { FlowRunRecord, TaskRunRecord } from "#core/contract/documents.ts";
import type { Flow } from "#core/contract/flows.ts";
import { formatTimestamp } from "#core/contract/scalars.ts";
import { systemIds } from "#core/ports/system.ts";
import { type ObjectFilters, selectsFlow, selectsFlowRun, selectsTaskRun } from "#core/rules/select.ts";
import { compareFlowRuns, compareFlows, compareTaskRuns } from "#core/rules/sorts.ts";
import { flowRunRecord } from "#functions/services/documents/flow-run.ts";
import { taskRunRecord } from "#functions/services/documents/task-run.ts";
import { reindexRuns } from "#functions/sweep/reindex.ts";
import { openTestApi, START, type TestApi } from "./support/api.ts";
import { snapshot } from "./support/seed.ts";

// Listings through indexes, held against the plain definition: select from everything, sort, slice.

const NAMES = ["alpha", "beta", "Gamma"];
const TAGS = ["x", "y"];
const STATES = ["PENDING", "RUNNING", "COMPLETED", "FAILED", "CRASHED", "CANCELLED", "CANCELLING", "PAUSED"] as const;
const STATE_NAMES = ["Running", "Failed", "Crashed", "Cancelled", "Paused", "Cancelling", "Completed", "Scheduled", "Skipped"];
const HOUR = 3_600_000;

interface World {
  readonly api: TestApi;
  readonly flows: Flow[];
  readonly deployments: Deployment[];
  readonly runs: FlowRunRecord[];
  readonly tasks: TaskRunRecord[];
}

const tags = fc.subarray(TAGS);
const seeds = fc.array(
  fc.record({
    flow: fc.nat(2),
    deployment: fc.option(fc.nat(1), { nil: undefined }),
    name: fc.constantFrom(...NAMES),
    tags,
    hours: fc.integer({ min: 0, max: 60 }),
    late: fc.nat(50),
    state: fc.constantFrom(...STATES),
    stateName: fc.option(fc.constantFrom("Failed", "Skipped"), { nil: undefined, freq: 6 }),
    tasks: fc.array(fc.constantFrom("PENDING" as const, "RUNNING" as const, "COMPLETED" as const, "FAILED" as const), { maxLength: 3 }),
    parent: fc.boolean(),
  }),
  { maxLength: 14 },
);

async function world(seed: typeof seeds extends fc.Arbitrary<infer T> ? T : never): Promise<World> {
  const api = openTestApi();
  const flows: Flow[] = [];
  for (const name of NAMES) flows.push(await api.client.createFlow({ body: { name, tags: name === "beta" ? ["x"] : [] } }));
  const deployments: Deployment[][] = [];
  for (const { id: flow_id } of flows)
    deployments.push(
      await Promise.all(["first", "second"].map((name) => api.client.createDeployment({ body: { name, flow_id, work_queue_name: name } }))),
    );
  const runIds: string[] = [];
  const taskIds: string[] = [];
  // in order of time, so that each starts within the hour of being expected: what listings by start time promise to be exact for
  const inTime = [...seed].sort((a, b) => a.hours - b.hours);
  for (const { flow, deployment, name, tags: own, hours, late, state, stateName, tasks, parent } of inTime) {
    const expected = START + hours * HOUR;
    api.clock.advance(Math.max(0, expected - api.clock.now()));
    const parentTask = parent ? taskIds.at(-1) : undefined;
    const given = {
      name,
      tags: own,
      state: { type: "SCHEDULED" as const, state_details: { scheduled_time: formatTimestamp(expected) } },
      ...(parentTask && { parent_task_run_id: parentTask }),
    };
    const made =
      deployment === undefined
        ? await api.client.createFlowRun({ body: { ...given, flow_id: flows[flow]!.id } })
        : await api.client.createDeploymentRun({ params: { id: deployments[flow]![deployment]!.id }, body: given });
    runIds.push(made.id);
    for (const type of state === "PENDING" ? [] : state === "RUNNING" ? ["RUNNING" as const] : ["RUNNING" as const, state]) {
      api.clock.advance(late * 1000);
      const name = stateName !== undefined && (type === "COMPLETED" || type === "CRASHED") ? { name: stateName } : {};
      await api.client.setFlowRunState({ params: { id: made.id }, body: { state: { type, ...name }, force: true } });
    }
    const task_runs = tasks.map((type, n) => snapshot([type], { name: `${name}-${n}`, at: expected + n * 60_000, tags: own }));
    taskIds.push(...task_runs.map(({ id }) => id));
    if (task_runs.length > 0) await api.client.reportTaskRuns({ body: { flow_run_id: made.id, epoch: 0, sequence: 1, task_runs } });
  }
  // index `holder` is asked from then on
  if (seed.length % 3 !== 0) await reindexRuns(api.parts);
  const runs = (await api.store.getMany(runIds.map((id) => ({ pk: `RUN#${id}`, sk: "META" })))).map((document) => flowRunRecord(document!));
  const tasks = (await Promise.all(taskIds.map((id) => api.store.query({ index: "parent", pk: `TASK#${id}` })))).map(({ documents }) =>
    taskRunRecord(documents[0]!),
  );
  return { api, flows, deployments: deployments.flat(), runs, tasks };
}

const time = fc.integer({ min: -2, max: 62 }).map((hours) => formatTimestamp(START + hours * HOUR));
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });
const operator = fc.constantFrom("and_" as const, "and_" as const, "or_" as const);
const stateFilter = fc.record({
  operator,
  type: maybe(fc.record({ any_: maybe(fc.subarray([...STATES, "SCHEDULED" as const])), not_any_: maybe(fc.subarray([...STATES])) })),
  name: fc.option(fc.record({ any_: maybe(fc.subarray(STATE_NAMES)), not_any_: maybe(fc.subarray(STATE_NAMES)) }), {
    nil: undefined,
    freq: 3,
  }),
});
const tagFilter = fc.record({ operator, all_: maybe(tags), any_: maybe(tags), is_null_: maybe(fc.boolean()) });
const nameFilter = fc.record({ any_: maybe(fc.subarray([...NAMES, "nobody"])), like_: maybe(fc.constantFrom("a", "ET", "")) });
const timeFilter = fc.record({ after_: maybe(time), before_: maybe(time) });

const filters = (world: World): fc.Arbitrary<ObjectFilters> => {
  const runIds = fc.subarray([...world.runs.map(({ id }) => id), systemIds.runId()]);
  const taskIds = fc.subarray([...world.tasks.map(({ id }) => id), systemIds.runId()]);
  const flowIds = fc.subarray([...world.flows.map(({ id }) => id), systemIds.uuid()]);
  const deploymentIds = fc.subarray(world.deployments.map(({ id }) => id));
  const flowRuns = fc.record(
    {
      operator,
      id: maybe(fc.record({ any_: maybe(runIds), not_any_: maybe(runIds) })),
      name: maybe(nameFilter),
      tags: maybe(tagFilter),
      state: maybe(stateFilter),
      expected_start_time: maybe(timeFilter),
      start_time: maybe(timeFilter),
      parent_task_run_id: maybe(fc.record({ operator, any_: maybe(taskIds), is_null_: maybe(fc.boolean()) })),
      parent_flow_run_id: maybe(fc.record({ operator, any_: maybe(runIds) })),
      deployment_id: maybe(fc.record({ operator, any_: maybe(deploymentIds), is_null_: maybe(fc.boolean()) })),
    },
    { requiredKeys: ["operator"] },
  );
  const taskRuns = fc.record(
    {
      operator,
      id: maybe(fc.record({ any_: maybe(taskIds) })),
      name: maybe(fc.record({ any_: maybe(fc.constant(["alpha-0"])), like_: maybe(fc.constant("-1")) })),
      tags: maybe(tagFilter),
      state: maybe(stateFilter),
      flow_run_id: maybe(fc.record({ operator, any_: maybe(runIds), is_null_: fc.boolean() })),
    },
    { requiredKeys: ["operator"] },
  );
  const flows = fc.record(
    { operator, id: maybe(fc.record({ any_: maybe(flowIds), not_any_: maybe(flowIds) })), name: maybe(nameFilter), tags: maybe(tagFilter) },
    { requiredKeys: ["operator"] },
  );
  return fc.record({
    flow_runs: maybe(flowRuns),
    task_runs: maybe(taskRuns),
    flows: maybe(flows),
    deployments: fc.option(fc.constant({ operator: "and_" as const, paused: { eq_: true } }), { nil: undefined, freq: 20 }),
  }) as fc.Arbitrary<ObjectFilters>;
};
const slice = fc.record({ limit: fc.integer({ min: 0, max: 20 }), offset: fc.constantFrom(0, 0, 1, 5) });

const cut = <T>(rows: readonly T[], { limit, offset }: { limit: number; offset: number }) => rows.slice(offset, offset + limit);
const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);

async function eachQuery<S>(
  sort: fc.Arbitrary<S>,
  check: (world: World, query: { filters: ObjectFilters; sort: S; slice: { limit: number; offset: number } }) => Promise<void>,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(seeds, fc.infiniteStream(fc.nat()), async (seed, more) => {
      const made = await world(seed);
      const queries = fc.sample(fc.record({ filters: filters(made), sort, slice }), { numRuns: 12, seed: more.next().value as number });
      for (const query of queries) await check(made, query);
    }),
    { numRuns: 12 },
  );
}

describe("listing through indexes gives what selecting from everything gives", () => {
  it("for flow runs", { timeout: 60_000 }, async () => {
    const sorts = fc.constantFrom(
      "START_TIME_ASC",
      "START_TIME_DESC",
      "EXPECTED_START_TIME_ASC",
      "EXPECTED_START_TIME_DESC",
      "NAME_ASC",
      "NAME_DESC",
      "END_TIME_DESC",
      "NEXT_SCHEDULED_START_TIME_ASC",
    );
    await eachQuery(sorts, async ({ api, flows, runs, tasks }, { filters: wanted, sort, slice: part }) => {
      const related = (run: FlowRunRecord) => ({
        flow: flows.find(({ id }) => id === run.flow_id)!,
        taskRuns: tasks.filter((task) => task.flow_run_id === run.id),
      });
      const selected = runs.filter((run) => selectsFlowRun(wanted, run, related(run)));
      const expected = cut([...selected].sort(compareFlowRuns(sort as never)), part);
      expect(ids(await api.client.filterFlowRuns({ body: { ...wanted, sort, ...part } as never }))).toEqual(ids(expected));
      expect(await api.client.countFlowRuns({ body: wanted as never })).toBe(selected.length);
    });
  });

  it("for task runs", { timeout: 60_000 }, async () => {
    const sorts = fc.constantFrom(
      "EXPECTED_START_TIME_ASC",
      "EXPECTED_START_TIME_DESC",
      "NAME_ASC",
      "NAME_DESC",
      "END_TIME_DESC",
      "ID_DESC",
    );
    await eachQuery(sorts, async ({ api, flows, runs, tasks }, { filters: wanted, sort, slice: part }) => {
      const related = (task: TaskRunRecord) => {
        const flowRun = runs.find(({ id }) => id === task.flow_run_id)!;
        return { flowRun, flow: flows.find(({ id }) => id === flowRun.flow_id)! };
      };
      const selected = tasks.filter((task) => selectsTaskRun(wanted, task, related(task)));
      const expected = cut([...selected].sort(compareTaskRuns(sort as never)), part);
      const found = await api.client.filterTaskRuns({ body: { ...wanted, sort, ...part } as never });
      // over several flow runs id order is that of the flow runs' times, see listTaskRuns
      if (sort === "ID_DESC" && part.limit < tasks.length)
        expect(found.every(({ id }) => selected.some((task) => task.id === id))).toBe(true);
      else expect(ids(found)).toEqual(ids(expected));
      expect(await api.client.countTaskRuns({ body: wanted as never })).toBe(selected.length);
    });
  });

  it("for flows", { timeout: 60_000 }, async () => {
    const sorts = fc.constantFrom("NAME_ASC", "NAME_DESC", "CREATED_DESC", "UPDATED_DESC");
    await eachQuery(sorts, async ({ api, flows, runs, tasks }, { filters: wanted, sort, slice: part }) => {
      const related = (flow: Flow) => ({
        flowRuns: runs
          .filter((run) => run.flow_id === flow.id)
          .map((run) => ({ run, taskRuns: tasks.filter((task) => task.flow_run_id === run.id) })),
      });
      const selected = flows.filter((flow) => selectsFlow(wanted, flow, related(flow)));
      const expected = cut([...selected].sort(compareFlows(sort as never)), part);
      expect(ids(await api.client.filterFlows({ body: { ...wanted, sort, ...part } as never }))).toEqual(ids(expected));
      expect(await api.client.countFlows({ body: wanted as never })).toBe(selected.length);
    });
  });
});
