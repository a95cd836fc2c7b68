import type { TaskRunRecord } from "#core/contract/documents.ts";
import { ProblemError } from "#core/contract/problem.ts";
import { formatTimestamp, parseTimestamp } from "#core/contract/scalars.ts";
import type { State } from "#core/contract/states.ts";
import type { Store } from "#core/ports/store.ts";
import { dependenciesOf } from "#core/rules/dependencies.ts";
import { childFlowRunId } from "#core/rules/filters.ts";
import { graphOf } from "#core/rules/graph.ts";
import { countBuckets, historyOf, MAX_BUCKETS } from "#core/rules/history.ts";
import { runIdOfState } from "#core/rules/ids.ts";
import type { ObjectFilters } from "#core/rules/select.ts";
import type { Services } from "./deps.ts";
import { artifactOf } from "./documents/artifact.ts";
import { flowRunRecord } from "./documents/flow-run.ts";
import { ARTIFACT_PREFIX, flowRunKey, runPartition, TASK_PREFIX } from "./documents/keys.ts";
import { taskRunRecord } from "./documents/task-run.ts";
import { matchingFlowRuns } from "./listing/flow-runs.ts";
import { createBudget, pages, type ReadBudget } from "./listing/scan.ts";
import { matchingTaskRuns } from "./listing/task-runs.ts";
import { findTaskRun, getFlowRun, getTaskRun } from "./lookups.ts";
import type { Parts } from "./parts.ts";
import { notFound } from "./refusals.ts";

type DetailServices = Pick<
  Services,
  | "readFlowRunStates"
  | "readFlowRunState"
  | "readTaskRunStates"
  | "readTaskRunState"
  | "readFlowRunGraph"
  | "readFlowRunDependencies"
  | "readFlowRunHistory"
  | "readTaskRunHistory"
>;

/** States, graphs and histories of runs. */
export function runDetailServices({ store, clock }: Parts): DetailServices {
  return {
    readFlowRunStates: async ({ query }) => (await getFlowRun(store, query.flow_run_id)).states,
    async readFlowRunState({ params }) {
      const document = await store.get(flowRunKey(runIdOfState(params.id)));
      return stateAmong(document === null ? [] : flowRunRecord(document).states, params.id, "flow run state");
    },
    readTaskRunStates: async ({ query }) => (await getTaskRun(store, query.task_run_id)).states,
    async readTaskRunState({ params }) {
      const document = await findTaskRun(store, runIdOfState(params.id));
      return stateAmong(document === null ? [] : taskRunRecord(document).states, params.id, "task run state");
    },

    async readFlowRunGraph({ params, query }) {
      const flowRun = await getFlowRun(store, params.id);
      const budget = createBudget("task run");
      const [taskRuns, artifacts] = await Promise.all([taskRunsOf(store, flowRun.id, budget), artifactsOf(store, flowRun.id, budget)]);
      const children = taskRuns.map(childFlowRunId).filter((id) => id !== null);
      const subflowRuns = (await store.getMany(children.map(flowRunKey))).filter((document) => document !== null).map(flowRunRecord);
      return graphOf({ flowRun, taskRuns, subflowRuns, artifacts, since: query.since });
    },
    async readFlowRunDependencies({ params }) {
      const run = await getFlowRun(store, params.id);
      return dependenciesOf(await taskRunsOf(store, run.id, createBudget("task run")), clock.now());
    },

    async readFlowRunHistory({ body }) {
      const { span, filters, since, until } = historyRequest(body);
      const bounded: ObjectFilters = { ...filters, flow_runs: within(filters.flow_runs, since, until) };
      const { batches } = await matchingFlowRuns(store, bounded, true, 1000, createBudget("flow run"));
      return historyOf(await all(batches), span, clock.now());
    },
    async readTaskRunHistory({ body }) {
      const { span, filters, since, until } = historyRequest(body);
      const bounded: ObjectFilters = { ...filters, task_runs: within(filters.task_runs, since, until) };
      return historyOf(await all(matchingTaskRuns(store, bounded, 1000, createBudget("task run")).batches), span, clock.now());
    },
  };
}

function stateAmong(states: readonly State[], id: string, kind: string): State {
  const state = states.find((candidate) => candidate.id === id);
  if (state === undefined) throw notFound(kind, id);
  return state;
}

async function taskRunsOf(store: Store, flowRunId: string, budget: ReadBudget): Promise<TaskRunRecord[]> {
  const runs: TaskRunRecord[] = [];
  for await (const page of pages(
    store,
    { index: "main", pk: runPartition(flowRunId), range: { prefix: TASK_PREFIX }, limit: 1000 },
    budget,
  ))
    runs.push(...page.map(taskRunRecord));
  return runs;
}

async function artifactsOf(store: Store, flowRunId: string, budget: ReadBudget) {
  const artifacts = [];
  for await (const page of pages(
    store,
    { index: "main", pk: runPartition(flowRunId), range: { prefix: ARTIFACT_PREFIX }, limit: 200 },
    budget,
  ))
    artifacts.push(...page.map(artifactOf));
  return artifacts;
}

type HistoryBody = Parameters<DetailServices["readFlowRunHistory"]>[0]["body"];

function historyRequest(body: HistoryBody) {
  const { history_start, history_end, history_interval, history_interval_seconds, ...filters } = body;
  const intervalSeconds = history_interval_seconds ?? history_interval;
  if (intervalSeconds === undefined) {
    throw new ProblemError("invalid", {
      what: "The length of the intervals is missing.",
      expected: "history_interval_seconds, 1 or more",
      do: "Add history_interval_seconds.",
    });
  }
  const span = { start: parseTimestamp(history_start), end: parseTimestamp(history_end), intervalSeconds };
  if (countBuckets(span) > MAX_BUCKETS) {
    throw new ProblemError("invalid", {
      what: "The history would have too many intervals.",
      got: countBuckets(span),
      expected: `at most ${MAX_BUCKETS}`,
      do: "Ask for longer intervals or a shorter time.",
    });
  }
  const until = span.start + countBuckets(span) * intervalSeconds * 1000;
  return { span, filters, since: formatTimestamp(span.start), until: formatTimestamp(Math.min(until, 253_402_300_799_000)) };
}

// Narrows a filter to the span, where it joins by AND; runs outside are not counted anyway.
function within<
  F extends { operator: "and_" | "or_"; expected_start_time?: { after_?: string | undefined; before_?: string | undefined } | undefined },
>(filter: F | undefined, since: string, until: string): F {
  if (filter === undefined) return { operator: "and_", expected_start_time: { after_: since, before_: until } } as F;
  if (filter.operator === "or_" || filter.expected_start_time !== undefined) return filter;
  return { ...filter, expected_start_time: { after_: since, before_: until } };
}

async function all<Row>(batches: AsyncIterable<readonly Row[]>): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const batch of batches) rows.push(...batch);
  return rows;
}
