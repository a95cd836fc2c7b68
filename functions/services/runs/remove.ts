import { ProblemError } from "#core/contract/problem.ts";
import type { StoredDocument } from "#core/ports/store.ts";
import { crashPoint } from "../../crash-point.ts";
import { flowRunKey, runPartition, TASK_PREFIX, taskPointerKey } from "../documents/keys.ts";
import type { Parts } from "../parts.ts";

/** Counts what is removed, so that one pass does no more than its share. */
export interface RemovalBudget {
  left: number;
}

/**
 * Removes a flow run with all that belongs to it: task runs, artifacts, log lines, inputs and the blobs of results and parameters. What leads
 * to the rest goes last, so that one that was cut short can be done again and finds it. False if the budget ended before the run did.
 *
 * @throws ProblemError `busy` when the storage of a result cannot be reached; the run stays then.
 */
export async function removeRun(parts: Parts, id: string, budget: RemovalBudget = { left: Number.POSITIVE_INFINITY }): Promise<boolean> {
  const { store } = parts;
  let cursor: string | undefined;
  do {
    if (budget.left <= 0) return false;
    const page = await store.query({
      index: "main",
      pk: runPartition(id),
      limit: PAGE,
      ...(cursor === undefined ? undefined : { cursor }),
    });
    const belongings = page.documents.filter((document) => document.sk !== "META");
    const tasks = belongings.filter((document) => document.sk.startsWith(TASK_PREFIX));
    await deleteBlobs(
      parts,
      tasks.flatMap((task) => resultKeys(task, task.sk.slice(TASK_PREFIX.length))),
    );
    const pointers = tasks.map((task) => taskPointerKey(task.sk.slice(TASK_PREFIX.length)));
    if (belongings.length > 0) await store.deleteMany([...belongings.map(({ pk, sk }) => ({ pk, sk })), ...pointers]);
    budget.left -= page.documents.length;
    cursor = page.cursor;
  } while (cursor !== undefined);
  const run = await store.get(flowRunKey(id));
  if (run !== null) await deleteBlobs(parts, [...resultKeys(run, id), ...parameterKeys(run)]);
  crashPoint("delete-run:parts-deleted");
  await store.delete(flowRunKey(id));
  return true;
}

const PAGE = 500;

// Only a run's own results: a cached state names the result of another run.
function resultKeys({ body }: StoredDocument, runId: string): string[] {
  const states = (body.states ?? []) as { readonly data?: { readonly type?: unknown; readonly key?: unknown } | null }[];
  const keys = states.map(({ data }) => (data?.type === "blob" ? data.key : undefined)).filter((key) => typeof key === "string");
  return [...new Set(keys)].filter((key) => key.split("/").at(-1) === runId);
}

function parameterKeys({ body }: StoredDocument): string[] {
  return typeof body.parameters_blob === "string" ? [body.parameters_blob] : [];
}

async function deleteBlobs({ blobs }: Parts, keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    try {
      await blobs.delete(key);
    } catch (error) {
      // what leads to the blob stays, so that it is not lost for ever
      throw new ProblemError("busy", {
        what: `A result of the run cannot be deleted from where it is kept: ${error instanceof Error ? error.message : String(error)}`,
        got: key,
        do: "Check the storage, then delete the run again.",
        cause: error,
      });
    }
  }
}
