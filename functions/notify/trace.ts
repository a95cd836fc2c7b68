import type { TraceMessage } from "#core/contract/messages.ts";
import { parseTimestamp } from "#core/contract/scalars.ts";
import { otlpTrace } from "#core/rules/otlp.ts";
import { createNames } from "../react/names.ts";
import { flowRunRecord } from "../services/documents/flow-run.ts";
import { flowRunKey, runPartition, TASK_PREFIX } from "../services/documents/keys.ts";
import { taskRunRecord } from "../services/documents/task-run.ts";
import type { Parts } from "../services/parts.ts";
import { type Outcome, outcomeOf, outcomeOfError } from "./outcome.ts";
import { postJson } from "./post.ts";

/** Spans of one export at most: a collector takes some megabytes. */
const SPANS = 5000;
/** Older than that, an export that does not arrive is given up. */
const PATIENCE_MS = 86_400_000;
const FIRST_PAUSE_MS = 5000;

/** Exports a run that ended. Answers after how many milliseconds it is to be tried again; undefined when it is done with. */
export async function exportTrace(parts: Parts, { flow_run_id, ended }: TraceMessage): Promise<number | undefined> {
  const { settings, clock, log, otlpHeaders } = parts;
  if (settings.otlpEndpoint === undefined) return undefined;
  const body = await traceOf(parts, flow_run_id);
  if (body === undefined) return undefined;
  const outcome = await post(settings.otlpEndpoint, body, otlpHeaders);
  if (outcome.done) return undefined;
  const age = clock.now() - parseTimestamp(ended);
  // each pause as long as all before it
  if (!outcome.final && age < PATIENCE_MS) return Math.max(FIRST_PAUSE_MS, age, outcome.waitMs ?? 0);
  log(JSON.stringify({ level: "warn", what: "The trace of a run could not be exported.", flow_run_id, error: outcome.error }));
  return undefined;
}

async function traceOf(parts: Parts, id: string): Promise<string | undefined> {
  const { store, settings } = parts;
  const document = await store.get(flowRunKey(id));
  if (document === null) return undefined;
  const run = flowRunRecord(document);
  const taskRuns = [];
  let cursor: string | undefined;
  do {
    const range = { prefix: TASK_PREFIX };
    const page = await store.query({ index: "main", pk: runPartition(id), range, limit: 500, ...(cursor !== undefined && { cursor }) });
    taskRuns.push(...page.documents.map(taskRunRecord));
    cursor = page.cursor;
  } while (cursor !== undefined && taskRuns.length < SPANS);
  const { flows, deployments } = await createNames(store)([run]);
  const flowName = flows.get(run.flow_id) ?? run.flow_id;
  const deploymentName = run.deployment_id === null ? undefined : deployments.get(run.deployment_id);
  return JSON.stringify(otlpTrace({ run, flowName, deploymentName, taskRuns, version: settings.version }));
}

async function post(endpoint: string, body: string, otlpHeaders: Parts["otlpHeaders"]): Promise<Outcome> {
  try {
    const answer = await postJson(`${endpoint.replace(/\/$/, "")}/v1/traces`, body, await otlpHeaders?.());
    const outcome = outcomeOf(answer);
    // credentials may be others by the next time: they are being changed, or the first ones were wrong
    const mayBeLetIn = otlpHeaders !== undefined && (answer.status === 401 || answer.status === 403);
    return outcome.done ? outcome : { ...outcome, final: outcome.final && !mayBeLetIn };
  } catch (error) {
    return outcomeOfError(error);
  }
}
