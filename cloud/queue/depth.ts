import { GetQueueAttributesCommand, type SQSClient } from "@aws-sdk/client-sqs";

/** How many messages lie in each of these queues, about. `queues` is `name=url`, one after the other with commas between. */
export async function depths(client: SQSClient, queues: string): Promise<{ queue: string; messages: number }[]> {
  return Promise.all(
    queues.split(",").map(async (entry) => {
      const mark = entry.indexOf("=");
      const command = new GetQueueAttributesCommand({ QueueUrl: entry.slice(mark + 1), AttributeNames: ["ApproximateNumberOfMessages"] });
      const { Attributes } = await client.send(command);
      return { queue: entry.slice(0, mark), messages: Number(Attributes?.ApproximateNumberOfMessages ?? 0) };
    }),
  );
}
