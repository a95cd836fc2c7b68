import { SendMessageBatchCommand } from "@aws-sdk/client-sqs";
import { QueueSendError } from "#core/ports/errors.ts";
import type { OutgoingMessage } from "#core/ports/queue.ts";
import { type Address, wholeSeconds } from "./address.ts";

/** Sends in batches of ten; those the service could not take are tried once more. @throws QueueSendError naming the positions that failed. */
export async function sendMessages(queue: Address, messages: readonly OutgoingMessage[]): Promise<void> {
  let cause: unknown;
  const attempt = async (positions: readonly number[]) => {
    const failed: number[] = [];
    for (const batch of batches(positions, messages)) {
      try {
        failed.push(...(await sendBatch(queue, batch, messages)));
      } catch (error) {
        cause = error;
        failed.push(...batch);
      }
    }
    return failed;
  };
  let failed = await attempt([...messages.keys()]);
  if (failed.length > 0 && cause === undefined) failed = await attempt(failed);
  if (failed.length > 0) throw new QueueSendError(queue.name, failed, { cause });
}

/** The positions of one batch that were not accepted. */
async function sendBatch(queue: Address, batch: readonly number[], messages: readonly OutgoingMessage[]): Promise<number[]> {
  const answer = await queue.client.send(
    new SendMessageBatchCommand({
      QueueUrl: queue.url,
      Entries: batch.map((position) => ({
        Id: String(position),
        MessageBody: toAscii(messages[position]!.body),
        DelaySeconds: wholeSeconds(messages[position]!.delayMs ?? 0),
      })),
    }),
  );
  return (answer.Failed ?? []).map((failure) => Number(failure.Id));
}

const MESSAGES_PER_BATCH = 10;
/** The least a batch may weigh anywhere is 256 KiB. */
const BYTES_PER_BATCH = 250_000;

function* batches(positions: readonly number[], messages: readonly OutgoingMessage[]): Generator<number[]> {
  let batch: number[] = [];
  let bytes = 0;
  for (const position of positions) {
    const size = toAscii(messages[position]!.body).length;
    if (batch.length === MESSAGES_PER_BATCH || (batch.length > 0 && bytes + size > BYTES_PER_BATCH)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(position);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

/** JSON text with every other character escaped: the same JSON, and free of the characters SQS refuses. */
function toAscii(json: string): string {
  return json.replace(/[^\t\n\r\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
