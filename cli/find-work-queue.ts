import { ApiError, type Client } from "#core/contract/client.ts";
import type { WorkQueue } from "#core/contract/work-queues.ts";
import { isId, onlyOne } from "./find-run.ts";

/** Finds the work queue a person means by its name, its id or the beginning of its id. */
export async function findWorkQueue(client: Client, words: string): Promise<WorkQueue> {
  try {
    return await client.readWorkQueueByName({ params: { name: words } });
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 404) throw error;
  }
  if (isId(words)) return client.readWorkQueue({ params: { id: words } });
  const queues = /^[0-9a-f]{8}[0-9a-f-]*$/i.test(words) ? await client.filterWorkQueues({ body: {} }) : [];
  return onlyOne(
    "work queue",
    words,
    queues.filter(({ id }) => id.startsWith(words.toLowerCase())),
    "millrace work-queue ls",
  );
}
