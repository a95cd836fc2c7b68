import type { Deployment, DeploymentCreate, DeploymentSchedule, DeploymentScheduleCreate } from "#core/contract/deployments.ts";
import { formatTimestamp } from "#core/contract/scalars.ts";
import { checkSchedule } from "#core/rules/schedules/times.ts";
import { crashPoint } from "../../crash-point.ts";
import { change } from "../change.ts";
import type { Services } from "../deps.ts";
import {
  blankDeployment,
  type DeploymentRecord,
  deploymentDocument,
  deploymentIdOf,
  deploymentKey,
  deploymentOf,
  scheduledKey,
  scheduleIdOf,
} from "../documents/deployment.ts";
import { flowIdOf } from "../documents/flow.ts";
import { wakeWaiting } from "../limits/wake.ts";
import { getFlow } from "../lookups.ts";
import type { Parts } from "../parts.ts";
import { notFound } from "../refusals.ts";
import { Reply } from "../reply.ts";
import { deploymentLimit } from "../work-queues/limit-names.ts";
import { ensureWorkQueue } from "../work-queues/work-queues.ts";
import { deploymentAnswer } from "./answer.ts";
import { checkParameters } from "./check-parameters.ts";
import { getDeployment } from "./get-deployment.ts";
import { materialise, timerOf } from "./materialise.ts";
import { removeSuperseded } from "./superseded.ts";

type DeploymentServices = Pick<
  Services,
  | "createDeployment"
  | "readDeployment"
  | "readDeploymentByName"
  | "updateDeployment"
  | "deleteDeployment"
  | "pauseDeployment"
  | "resumeDeployment"
  | "scheduleDeployment"
>;

/** Creating, reading, changing and deleting deployments. */
export function deploymentServices(parts: Parts): DeploymentServices {
  const { store } = parts;
  return {
    async createDeployment({ body }) {
      await getFlow(store, body.flow_id);
      const id = deploymentIdOf(body.flow_id, body.name);
      const { created, deployment } = await save(parts, id, (before, now) =>
        merged(before ?? blankDeployment({ id, flow_id: body.flow_id, name: body.name }, now), body, now),
      );
      const answer = await deploymentAnswer(parts, deployment);
      return created ? answer : new Reply(200, answer);
    },
    readDeployment: async ({ params }) => deploymentAnswer(parts, await getDeployment(parts, params.id)),
    async readDeploymentByName({ params }): Promise<Deployment> {
      const document = await store.get(deploymentKey(deploymentIdOf(flowIdOf(params.flow_name), params.deployment_name)));
      if (document === null) throw notFound("deployment", `${params.flow_name}/${params.deployment_name}`);
      return deploymentAnswer(parts, deploymentOf(document));
    },
    async updateDeployment({ params, body }) {
      await saveExisting(parts, params.id, (before, now) => merged(before, body, now));
      return undefined;
    },
    async pauseDeployment({ params }) {
      await saveExisting(parts, params.id, (before) => ({ ...before, paused: true }));
      return undefined;
    },
    async resumeDeployment({ params }) {
      await saveExisting(parts, params.id, (before) => ({ ...before, paused: false }));
      return undefined;
    },
    async scheduleDeployment({ params }) {
      await getDeployment(parts, params.id);
      await materialise(parts, params.id);
      return undefined;
    },
    async deleteDeployment({ params }) {
      await getDeployment(parts, params.id);
      await deleteDeployment(parts, params.id);
      return undefined;
    },
  };
}

/** Deletes a deployment with the runs its schedules made and that have not begun. What is listed goes last, so that it can be done again. */
export async function deleteDeployment(parts: Parts, id: string): Promise<void> {
  const { store } = parts;
  // paused first, so that nobody makes new runs while those there are removed
  await change(store, deploymentKey(id), "deployment", (current) => ({
    ...(current !== null && { document: deploymentDocument({ ...deploymentOf(current), paused: true }) }),
    result: undefined,
  }));
  await parts.timers?.delete(timerOf(id));
  await removeSuperseded(parts, id, null);
  crashPoint("delete-deployment:runs-removed");
  await store.deleteMany([scheduledKey(id), deploymentKey(id)]);
}

/** Changes a deployment that is there, and its scheduled runs with it. @throws ProblemError `not-found` */
export function saveExisting(
  parts: Parts,
  id: string,
  edit: (before: DeploymentRecord, now: string) => DeploymentRecord,
): Promise<{ created: boolean; deployment: DeploymentRecord }> {
  return save(parts, id, (before, now) => {
    if (before === null) throw notFound("deployment", id);
    return edit(before, now);
  });
}

/** A schedule as sent, with its identity. */
export function scheduleOf(
  deploymentId: string,
  given: DeploymentScheduleCreate,
  now: string,
  before?: DeploymentSchedule,
): DeploymentSchedule {
  checkSchedule(given.schedule);
  const { replaces: _replaces, ...rest } = given;
  const id = scheduleIdOf(deploymentId, rest);
  return { ...rest, id, deployment_id: deploymentId, created: before?.created ?? now, updated: now };
}

async function save(
  parts: Parts,
  id: string,
  edit: (before: DeploymentRecord | null, now: string) => DeploymentRecord,
): Promise<{ created: boolean; deployment: DeploymentRecord }> {
  const { store, clock } = parts;
  const outcome = await change(store, deploymentKey(id), "deployment", (current) => {
    const before = current === null ? null : deploymentOf(current);
    const next = edit(before, formatTimestamp(clock.now()));
    checkParameters(next.enforce_parameter_schema ? next.parameter_openapi_schema : null, next.parameters, { complete: false });
    if (before !== null && sameBut(before, next)) return { result: { before, deployment: before } };
    return { document: deploymentDocument(next), result: { before, deployment: next } };
  });
  const { before, deployment } = outcome;
  crashPoint("deployment:written");
  await parts.runPlaces.markDeployment(deployment.flow_id, id);
  if (deployment.work_queue_name !== null) await ensureWorkQueue(parts, deployment.work_queue_name);
  // also when nothing changed: the same request before may have died right here
  if (before !== null) await removeSuperseded(parts, id, deployment);
  crashPoint("deployment:superseded-removed");
  // those that wait for the former limit try the new one; whoever finds it full waits on
  if (before !== null && before.concurrency_limit !== deployment.concurrency_limit)
    await wakeWaiting(parts, deploymentLimit(id), MOST_WOKEN);
  await materialise(parts, id);
  return { created: before === null, deployment };
}

/** Of many that wait, the first ones; each slot given back wakes another. */
const MOST_WOKEN = 100;

function sameBut(before: DeploymentRecord, after: DeploymentRecord): boolean {
  const plain = (d: DeploymentRecord) => JSON.stringify(d, (key, value) => (key === "updated" ? undefined : sorted(value)));
  return plain(before) === plain(after);
}

function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

type Given = { readonly [K in keyof DeploymentCreate]?: DeploymentCreate[K] | undefined };

function merged(before: DeploymentRecord, given: Given, now: string): DeploymentRecord {
  const { flow_id: _flow, name: _name, schedules, version_info: _info, global_concurrency_limit_id: _global, ...rest } = given;
  const settled = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  return {
    ...before,
    ...settled,
    schedules: schedules === undefined ? before.schedules : schedulesOf(before, schedules, now),
    updated: now,
  } as DeploymentRecord;
}

function schedulesOf(before: DeploymentRecord, given: readonly DeploymentScheduleCreate[], now: string): DeploymentSchedule[] {
  const known = new Map(before.schedules.map((schedule) => [schedule.id, schedule]));
  const schedules = given.map((schedule) => {
    const fresh = scheduleOf(before.id, schedule, now);
    const old = known.get(fresh.id);
    return old === undefined ? fresh : { ...fresh, created: old.created, updated: sameSchedule(old, fresh) ? old.updated : now };
  });
  // the same schedule given twice is one
  return [...new Map(schedules.map((schedule) => [schedule.id, schedule])).values()];
}

function sameSchedule(a: DeploymentSchedule, b: DeploymentSchedule): boolean {
  const plain = (s: DeploymentSchedule) => JSON.stringify({ ...s, created: "", updated: "" });
  return plain(a) === plain(b);
}
