import type { DocumentKey } from "#core/ports/store.ts";

// Where documents live. Ids are UUIDs and times are Timestamps, so text order is their order.

export const flowKey = (id: string): DocumentKey => ({ pk: `FLOW#${id}`, sk: "META" });
export const flowRunKey = (id: string): DocumentKey => ({ pk: `RUN#${id}`, sk: "META" });
/** Task runs lie with their flow run; those without one have a partition of their own. */
export const taskRunKey = (id: string, flowRunId: string | null): DocumentKey => ({
  pk: flowRunId === null ? `TASK#${id}` : `RUN#${flowRunId}`,
  sk: `TASK#${id}`,
});
/** Names the flow run of a task run; strongly consistent, for task runs that clients create and use at once. */
export const taskPointerKey = (id: string): DocumentKey => ({ pk: `TASK#${id}`, sk: "RUN" });
export const artifactKey = (id: string, flowRunId: string | null): DocumentKey => ({
  pk: flowRunId === null ? `ARTIFACT#${id}` : `RUN#${flowRunId}`,
  sk: `ARTIFACT#${id}`,
});
/** A limit by its id, which follows from its name. */
export const limitKey = (id: string): DocumentKey => ({ pk: `LIMIT#${id}`, sk: "META" });
export const slotLeaseKey = (id: string): DocumentKey => ({ pk: `LEASE#${id}`, sk: "META" });
export const dayKey = (day: string): DocumentKey => ({ pk: `DAY#${day}`, sk: "META" });

/** Partition of all documents that belong to a flow run. */
export const runPartition = (flowRunId: string): string => `RUN#${flowRunId}`;
/** Partition of log lines that belong to no flow run, one per day. */
export const looseLogsPartition = (day: string): string => `LOGS#${day}`;
/** Partition of the events of a day. */
export const eventsPartition = (day: string): string => `EVENTS#${day}`;
export const EVENT_PREFIX = "EVENT#";
export const LOG_PREFIX = "LOG#";
export const TASK_PREFIX = "TASK#";
export const ARTIFACT_PREFIX = "ARTIFACT#";

/** Index `list`: flow runs by the day of their expected start; those of deployments once they have ended. */
export const dayPartition = (day: string): string => `RUNS#${day}`;
/** Index `flow`: the runs of a flow that are of no deployment. */
export const flowPartition = (flowId: string): string => `FLOW#${flowId}`;
/** Index `flow`: the runs of all deployments that have not ended, by their place in time. */
export const OPEN_RUNS = "OPENRUNS";
/** Index `deployment`: the runs of a deployment. */
export const deploymentPartition = (deploymentId: string): string => `DEPLOYMENT#${deploymentId}`;
/** Says that a flow has had a run of that deployment. Lies with the flow. */
export const flowDeploymentKey = (flowId: string, deploymentId: string): DocumentKey => ({
  pk: flowPartition(flowId),
  sk: `${FLOW_DEPLOYMENT_PREFIX}${deploymentId}`,
});
export const FLOW_DEPLOYMENT_PREFIX = "DEPLOYMENT#";
/** Index `list`: the days that have runs. */
export const DAYS = "DAYS";
/** Index `list`: all flows by name. */
export const FLOWS = "FLOWS";
/** Index `list`: all artifacts by creation. */
export const ARTIFACTS = "ARTIFACTS";
/** Index `list`: all concurrency limits that somebody made, by name. */
export const LIMITS = "LIMITS";
/** Index `holder`: limits with holders, by the time the first of them is to be looked at. */
export const SLOTS = "SLOTS";
/** Index `list`: task runs without a flow run. */
export const LOOSE_TASKS = "TASKS";
/** Index `list`: days that have log lines without a flow run. */
export const LOG_DAYS = "LOGDAYS";
/** Index `list`: days that have events. */
export const EVENT_DAYS = "EVENTDAYS";

/** The day of a Timestamp, `YYYY-MM-DD`. */
export const dayOf = (timestamp: string): string => timestamp.slice(0, 10);

export const blockTypeKey = (id: string): DocumentKey => ({ pk: `BLOCKTYPE#${id}`, sk: "META" });
export const blockSchemaKey = (id: string): DocumentKey => ({ pk: `BLOCKSCHEMA#${id}`, sk: "META" });
export const blockKey = (id: string): DocumentKey => ({ pk: `BLOCK#${id}`, sk: "META" });
export const variableKey = (id: string): DocumentKey => ({ pk: `VARIABLE#${id}`, sk: "META" });
/** Names the default storage. */
export const DEFAULT_STORAGE: DocumentKey = { pk: "SETTINGS", sk: "STORAGE" };

/** Index `list`: block types, schemas, blocks and variables. */
export const BLOCK_TYPES = "BLOCKTYPES";
export const BLOCK_SCHEMAS = "BLOCKSCHEMAS";
export const BLOCKS = "BLOCKS";
export const VARIABLES = "VARIABLES";
