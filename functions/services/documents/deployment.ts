import { createHash } from "node:crypto";
import type { Deployment, DeploymentSchedule } from "#core/contract/deployments.ts";
import type { DocumentKey, JsonObject, NewDocument } from "#core/ports/store.ts";
import { deriveId } from "#core/rules/ids.ts";
import { tooLarge } from "../refusals.ts";
import { compact, restore } from "./compact.ts";
import { byteLength, DOCUMENT_BYTES } from "./fit.ts";

/** A deployment as stored; what follows from queues and agents is told when it is read. */
export type DeploymentRecord = Omit<Deployment, "work_queue_id" | "last_polled" | "status" | "global_concurrency_limit">;

/** Index `list`: all deployments by name. */
export const DEPLOYMENTS = "DEPLOYMENTS";
export const deploymentKey = (id: string): DocumentKey => ({ pk: `DEPLOYMENT#${id}`, sk: "META" });
/** Up to when the runs of each schedule have been made. */
export const scheduledKey = (id: string): DocumentKey => ({ pk: `DEPLOYMENT#${id}`, sk: "SCHEDULED" });

/** The id of the deployment of that name: the same flow and name are the same deployment. */
export function deploymentIdOf(flowId: string, name: string): string {
  return deriveId("deployment", flowId, name);
}

/** The id of a schedule without one: its slug, else what it says. */
export function scheduleIdOf(
  deploymentId: string,
  { slug, schedule, parameters }: Pick<DeploymentSchedule, "slug" | "schedule" | "parameters">,
): string {
  return slug === null
    ? deriveId("schedule", deploymentId, JSON.stringify([schedule, parameters]))
    : deriveId("schedule slug", deploymentId, slug);
}

/** All that a run takes from its deployment and schedule, in short: what a run was made of before any of it changed is superseded. */
export function madeOf(deployment: DeploymentRecord, schedule: DeploymentSchedule): string {
  const { parameters, tags, labels, work_queue_name, retries, job_variables, version } = deployment;
  const { id, schedule: when, parameters: own, overlap, catch_up, max_scheduled_runs } = schedule;
  const said = [
    parameters,
    tags,
    labels,
    work_queue_name,
    retries,
    job_variables,
    version,
    id,
    when,
    own,
    overlap,
    catch_up,
    max_scheduled_runs,
    // left out where it was always the same, so that what was made before is still what it was made of
    ...(placementOf(deployment.infrastructure) === null ? [] : [placementOf(deployment.infrastructure)]),
  ];
  return createHash("sha256").update(JSON.stringify(said)).digest("hex").slice(0, 12);
}

/** The kind of infrastructure that starts runs by itself; null for the kind that agents start. */
export function placementOf({ type }: DeploymentRecord["infrastructure"]): string | null {
  return type === "subprocess" ? null : type;
}

/** What runs of the deployment's schedules are made of now; nothing while it is paused. */
export function currentlyMade(deployment: DeploymentRecord | null): Set<string> {
  if (deployment === null || deployment.paused) return new Set();
  return new Set(deployment.schedules.filter(({ active }) => active).map((schedule) => madeOf(deployment, schedule)));
}

/** The document of a deployment. */
export function deploymentDocument(record: DeploymentRecord): NewDocument {
  const { id, ...rest } = record;
  const body = compact(rest, DEFAULTS);
  const size = byteLength(body);
  if (size > DOCUMENT_BYTES)
    throw tooLarge("The deployment", size, DOCUMENT_BYTES, "Keep large parameters in storage and pass their place.");
  return { ...deploymentKey(id), body, indexes: { list: { pk: DEPLOYMENTS, sk: `${record.name}#${id}` } } };
}

/** A deployment that says nothing yet but whose it is. */
export function blankDeployment(who: Pick<DeploymentRecord, "id" | "flow_id" | "name">, now: string): DeploymentRecord {
  return { ...(restore({}, DEFAULTS) as DeploymentRecord), ...who, created: now, updated: now, infrastructure: { type: "subprocess" } };
}

/** The deployment a document holds. */
export function deploymentOf(document: { readonly pk: string; readonly body: JsonObject }): DeploymentRecord {
  const record = restore(document.body, DEFAULTS) as DeploymentRecord;
  return { ...record, id: document.pk.slice("DEPLOYMENT#".length), infrastructure: record.infrastructure ?? { type: "subprocess" } };
}

const DEFAULTS: JsonObject = {
  version: null,
  description: null,
  paused: false,
  schedules: [],
  concurrency_limit: null,
  concurrency_options: null,
  tags: [],
  labels: {},
  parameters: {},
  parameter_openapi_schema: null,
  enforce_parameter_schema: true,
  job_variables: {},
  work_queue_name: null,
  work_pool_name: null,
  path: null,
  entrypoint: null,
  pull_steps: null,
  storage_document_id: null,
  infrastructure_document_id: null,
  created_by: null,
  updated_by: null,
  bundle: null,
  infrastructure: null,
  retries: {},
};
