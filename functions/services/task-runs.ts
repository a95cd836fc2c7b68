import { formatTimestamp } from "#core/contract/scalars.ts";
import { taskRunOf } from "#core/rules/derive.ts";
import { deriveId } from "#core/rules/ids.ts";
import { newTaskRunRecord } from "#core/rules/transitions.ts";
import { change } from "./change.ts";
import type { Services } from "./deps.ts";
import { taskPointerKey } from "./documents/keys.ts";
import { epochOfRank, taskRunDocument, taskRunRecord } from "./documents/task-run.ts";
import { findTaskRun, getFlowRun, getTaskRun } from "./lookups.ts";
import type { Parts } from "./parts.ts";
import { notFound } from "./refusals.ts";
import { Reply } from "./reply.ts";

/** Creating, reading, renaming and deleting task runs. */
export function taskRunServices(parts: Parts): Pick<Services, "createTaskRun" | "readTaskRun" | "updateTaskRun" | "deleteTaskRun"> {
  const { store, clock, ids } = parts;
  return {
    async createTaskRun({ body }) {
      const { id: given, flow_run_id } = body;
      const epoch = flow_run_id === undefined ? 0 : (await getFlowRun(store, flow_run_id)).epoch;
      // A background task has no run to be unique in; its dynamic key is random.
      const id = given ?? (flow_run_id === undefined ? ids.runId() : deriveId("task run", flow_run_id, body.task_key, body.dynamic_key));
      const made = newTaskRunRecord(body, { now: clock.now(), id });
      if (flow_run_id !== undefined) await store.put({ ...taskPointerKey(id), body: { flow_run_id } }, "any");
      const written = await store.put(taskRunDocument(made, epoch), "absent");
      if (written.ok || written.current === null) return taskRunOf(made, clock.now());
      return new Reply(200, taskRunOf(taskRunRecord(written.current), clock.now()));
    },

    readTaskRun: async ({ params }) => taskRunOf(await getTaskRun(store, params.id), clock.now()),

    async updateTaskRun({ params, body }) {
      const place = await findTaskRun(store, params.id);
      if (place === null) throw notFound("task run", params.id);
      await change(store, place, "task run", (current) => {
        if (current === null) throw notFound("task run", params.id);
        const record = taskRunRecord(current);
        const next = { ...record, name: body.name ?? record.name, updated: formatTimestamp(clock.now()) };
        return { document: taskRunDocument(next, epochOfRank(current.rank)), result: undefined };
      });
      return undefined;
    },

    async deleteTaskRun({ params }) {
      const place = await findTaskRun(store, params.id);
      if (place === null) throw notFound("task run", params.id);
      await store.deleteMany([place, taskPointerKey(params.id)]);
      return undefined;
    },
  };
}
