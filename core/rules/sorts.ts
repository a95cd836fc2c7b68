import type { Artifact } from "#core/contract/artifacts.ts";
import type { ArtifactSort, DeploymentSort, FlowRunSort, FlowSort, LogSort, TaskRunSort } from "#core/contract/filters.ts";
import type { FlowRun } from "#core/contract/flow-runs.ts";
import type { Flow } from "#core/contract/flows.ts";
import type { Log } from "#core/contract/logs.ts";
import type { TaskRun } from "#core/contract/task-runs.ts";

/** A total order: 0 only for the same object. Text goes by code unit, a missing value comes last both ways, ids break ties. */
export type Compare<Row> = (a: Row, b: Row) => number;

/** The order a flow list is asked in. */
export function compareFlows(sort: FlowSort): Compare<Pick<Flow, "id" | "name" | "created" | "updated">> {
  switch (sort) {
    case "NAME_ASC":
      return ascending((row) => row.name);
    case "NAME_DESC":
      return descending((row) => row.name);
    case "CREATED_DESC":
      return descending((row) => row.created);
    case "UPDATED_DESC":
      return descending((row) => row.updated);
  }
}

/** The order a flow run list is asked in; a run that has not started sorts by when it is expected to. */
export function compareFlowRuns(
  sort: FlowRunSort,
): Compare<Pick<FlowRun, "id" | "name" | "start_time" | "end_time" | "expected_start_time" | "next_scheduled_start_time">> {
  switch (sort) {
    case "START_TIME_ASC":
      return ascending((row) => row.start_time ?? row.expected_start_time);
    case "START_TIME_DESC":
      return descending((row) => row.start_time ?? row.expected_start_time);
    default:
      return compareTaskRuns(sort);
  }
}

/** The order a task run list is asked in. */
export function compareTaskRuns(
  sort: TaskRunSort,
): Compare<Pick<TaskRun, "id" | "name" | "end_time" | "expected_start_time" | "next_scheduled_start_time">> {
  switch (sort) {
    case "ID_DESC":
      return (a, b) => compareText(b.id, a.id);
    case "EXPECTED_START_TIME_ASC":
      return ascending((row) => row.expected_start_time);
    case "EXPECTED_START_TIME_DESC":
      return descending((row) => row.expected_start_time);
    case "NAME_ASC":
      return ascending((row) => row.name);
    case "NAME_DESC":
      return descending((row) => row.name);
    case "NEXT_SCHEDULED_START_TIME_ASC":
      return ascending((row) => row.next_scheduled_start_time);
    case "END_TIME_DESC":
      return descending((row) => row.end_time);
  }
}

/** The order a log list is asked in. */
export function compareLogs(sort: LogSort): Compare<Pick<Log, "id" | "timestamp">> {
  return sort === "TIMESTAMP_ASC" ? ascending((row) => row.timestamp) : descending((row) => row.timestamp);
}

/** The order an artifact list is asked in. */
export function compareArtifacts(sort: ArtifactSort): Compare<Pick<Artifact, "id" | "key" | "created" | "updated">> {
  switch (sort) {
    case "CREATED_DESC":
      return descending((row) => row.created);
    case "UPDATED_DESC":
      return descending((row) => row.updated);
    case "ID_DESC":
      return (a, b) => compareText(b.id, a.id);
    case "KEY_ASC":
      return ascending((row) => row.key);
    case "KEY_DESC":
      return descending((row) => row.key);
  }
}

/** The order a deployment list is asked in. */
export function compareDeployments(
  sort: DeploymentSort,
): Compare<{ readonly id: string; readonly name: string; readonly created: string; readonly updated: string }> {
  switch (sort) {
    case "CREATED_DESC":
      return descending((row) => row.created);
    case "UPDATED_DESC":
      return descending((row) => row.updated);
    case "NAME_ASC":
      return ascending((row) => row.name);
    case "NAME_DESC":
      return descending((row) => row.name);
  }
}

function ascending<Row extends { readonly id: string }>(of: (row: Row) => string | null): Compare<Row> {
  return (a, b) => compareNullable(of(a), of(b), 1) || compareText(a.id, b.id);
}

function descending<Row extends { readonly id: string }>(of: (row: Row) => string | null): Compare<Row> {
  return (a, b) => compareNullable(of(a), of(b), -1) || compareText(b.id, a.id);
}

function compareNullable(a: string | null, b: string | null, direction: 1 | -1): number {
  if (a === null) return b === null ? 0 : 1;
  return b === null ? -1 : direction * compareText(a, b);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
