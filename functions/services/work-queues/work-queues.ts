import { ProblemError } from "#core/contract/problem.ts";
import { formatTimestamp } from "#core/contract/scalars.ts";
import { matchesWorkQueue } from "#core/rules/filters.ts";
import { change } from "../change.ts";
import type { Services } from "../deps.ts";
import { flowRunRecord } from "../documents/flow-run.ts";
import { flowRunKey } from "../documents/keys.ts";
import { type WorkQueueRecord, workQueueDocument, workQueueIdOf, workQueueKey, workQueueOf } from "../documents/work-queue.ts";
import { holdersOf } from "../limits/look.ts";
import { wakeWaiting } from "../limits/wake.ts";
import { flowRunAnswer } from "../lookups.ts";
import type { Parts } from "../parts.ts";
import { announceDuePlaced } from "../placements/due-runs.ts";
import { notFound } from "../refusals.ts";
import { dueRuns } from "./due.ts";
import { allWorkQueues, hintQueue } from "./hints.ts";
import { queueLimit } from "./limit-names.ts";
import { allAgents, POLLED_SECONDS, workQueueAnswer } from "./queue-state.ts";

type WorkQueueServices = Pick<
  Services,
  | "createWorkQueue"
  | "readWorkQueue"
  | "readWorkQueueByName"
  | "updateWorkQueue"
  | "deleteWorkQueue"
  | "filterWorkQueues"
  | "getWorkQueueRuns"
  | "readWorkQueueStatus"
  | "readWorkQueueConcurrency"
>;

/** Creating, reading, changing and looking into work queues. */
export function workQueueServices(parts: Parts): WorkQueueServices {
  const { store, clock } = parts;
  const answer = async (queue: WorkQueueRecord) => workQueueAnswer(queue, await allAgents(parts), clock.now());
  return {
    async createWorkQueue({ body }) {
      const now = formatTimestamp(clock.now());
      const queue: WorkQueueRecord = { id: workQueueIdOf(body.name), created: now, updated: now, ...body };
      const written = await store.put(workQueueDocument(queue), "absent");
      if (!written.ok)
        throw new ProblemError("conflict", {
          what: `There is a work queue ${JSON.stringify(body.name)} already.`,
          got: body.name,
          do: "Choose another name, or change the one that is there.",
        });
      return answer(queue);
    },
    readWorkQueue: async ({ params }) => answer(await getWorkQueue(parts, params.id)),
    async readWorkQueueByName({ params }) {
      const document = await store.get(workQueueKey(workQueueIdOf(params.name)));
      if (document === null) throw notFound("work queue", params.name);
      return answer(workQueueOf(document));
    },
    async updateWorkQueue({ params, body }) {
      const { last_polled: _polled, ...given } = body;
      await change(store, workQueueKey(params.id), "work queue", (current) => {
        if (current === null) throw notFound("work queue", params.id);
        const queue = workQueueOf(current);
        if (given.name !== undefined && given.name !== queue.name) throw renamed(queue.name, given.name);
        const next = { ...queue, ...defined(given), updated: formatTimestamp(clock.now()) } as WorkQueueRecord;
        return { document: workQueueDocument(next), result: undefined };
      });
      // those that wait for the former limit try the new one; whoever finds it full waits on
      if (given.concurrency_limit !== undefined) await wakeWaiting(parts, queueLimit(params.id), MOST_WOKEN);
      // what a new filter, a higher limit or the end of a pause lets through is not to wait for the next look
      await parts.queue?.send(hintQueue(params.id), [{ body: "{}" }]).catch(() => {});
      await announceDuePlaced(parts);
      return undefined;
    },
    async deleteWorkQueue({ params }) {
      if (!(await store.delete(workQueueKey(params.id)))) throw notFound("work queue", params.id);
      return undefined;
    },
    async filterWorkQueues({ body }) {
      const { work_queues: filter, limit = 200, offset = 0 } = body ?? {};
      const [queues, agents] = await Promise.all([allWorkQueues(store), allAgents(parts)]);
      return queues
        .filter((queue) => matchesWorkQueue(filter, queue))
        .sort((a, b) => a.priority - b.priority || (a.name < b.name ? -1 : 1))
        .slice(offset, offset + limit)
        .map((queue) => workQueueAnswer(queue, agents, clock.now()));
    },
    async getWorkQueueRuns({ params, body }) {
      const queue = await getWorkQueue(parts, params.id);
      if (queue.is_paused) return [];
      const before = body?.scheduled_before ?? formatTimestamp(clock.now() + 10_000);
      const runs = await dueRuns(store, [queue], before, body?.limit ?? 200);
      return Promise.all(runs.map(({ document }) => flowRunAnswer(parts, flowRunRecord(document))));
    },
    async readWorkQueueStatus({ params }) {
      const queue = await answer(await getWorkQueue(parts, params.id));
      const late = await dueRuns(store, [queue], formatTimestamp(clock.now() - LATE_MS), 200);
      const polled = queue.last_polled !== null && queue.last_polled > formatTimestamp(clock.now() - POLLED_SECONDS * 1000);
      return {
        healthy: polled && late.length === 0,
        late_runs_count: late.length,
        last_polled: queue.last_polled,
        health_check_policy: { maximum_late_runs: 0, maximum_seconds_since_last_polled: POLLED_SECONDS },
      };
    },
    async readWorkQueueConcurrency({ params }) {
      const queue = await getWorkQueue(parts, params.id);
      const holders = await holdersOf(parts, queueLimit(queue.id));
      const documents = await store.getMany(holders.map(flowRunKey));
      const runs = await Promise.all(
        documents.filter((document) => document !== null).map((document) => flowRunAnswer(parts, flowRunRecord(document))),
      );
      return { work_queue_id: queue.id, concurrency_limit: queue.concurrency_limit, active_slots: holders.length, runs };
    },
  };
}

/** The work queue of that id. @throws ProblemError `not-found` */
export async function getWorkQueue({ store }: Pick<Parts, "store">, id: string): Promise<WorkQueueRecord> {
  const document = await store.get(workQueueKey(id));
  if (document === null) throw notFound("work queue", id);
  return workQueueOf(document);
}

/** Makes the queue a deployment names, if there is none: it takes only what names it. */
export async function ensureWorkQueue({ store, clock }: Pick<Parts, "store" | "clock">, name: string): Promise<void> {
  const key = workQueueKey(workQueueIdOf(name));
  if ((await store.get(key)) !== null) return;
  const now = formatTimestamp(clock.now());
  const queue = { id: workQueueIdOf(name), created: now, updated: now, name, description: "", is_paused: false };
  await store.put(workQueueDocument({ ...queue, concurrency_limit: null, priority: 1, filter: null }), "absent");
}

/** Of many that wait, the first ones; each slot given back wakes another. */
const MOST_WOKEN = 100;

/** How long a run may be overdue before it counts as late, in milliseconds. */
export const LATE_MS = 15_000;

function renamed(from: string, to: string): ProblemError {
  return new ProblemError("invalid", {
    what: "A work queue keeps its name: deployments, runs and agents know it by that.",
    got: to,
    expected: from,
    do: "Create a queue of the new name, and delete this one.",
  });
}

function defined<T extends object>(given: T): Partial<T> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<T>;
}
