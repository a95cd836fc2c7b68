import type { SqsClient } from "../clients.ts";

/** How many messages lie in each of these queues, about. `queues` is `name=url`, one after the other with commas between. */
export async function depths(client: SqsClient, queues: string): Promise<{ queue: string; messages: number }[]> {
  return Promise.all(
    queues.split(",").map(async (entry) => {
      const mark = entry.indexOf("=");
      const asked = { QueueUrl: entry.slice(mark + 1), AttributeNames: ["ApproximateNumberOfMessages" as const] };
      const { Attributes } = await client.send("GetQueueAttributes", asked);
      return { queue: entry.slice(0, mark), messages: Number(Attributes?.ApproximateNumberOfMessages ?? 0) };
    }),
  );
}
