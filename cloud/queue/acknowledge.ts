import { ChangeMessageVisibilityCommand, DeleteMessageBatchCommand } from "@aws-sdk/client-sqs";
import { type Address, wholeSeconds } from "./address.ts";

/**
 * Deletes received messages in batches of ten. A receipt the service does not know, or no longer, is ignored;
 * a message it failed to delete is tried once more and then comes again, as any hint may.
 */
export async function deleteMessages(queue: Address, receipts: readonly string[]): Promise<void> {
  for (let start = 0; start < receipts.length; start += RECEIPTS_PER_BATCH) {
    const batch = receipts.slice(start, start + RECEIPTS_PER_BATCH);
    const failed = await deleteBatch(queue, batch);
    if (failed.length > 0) await deleteBatch(queue, failed);
  }
}

/** Sets how much longer, from now, a message stays invisible. A receipt that is not in flight is ignored. */
export async function extendMessage(queue: Address, receipt: string, visibilityMs: number): Promise<void> {
  try {
    await queue.client.send(
      new ChangeMessageVisibilityCommand({ QueueUrl: queue.url, ReceiptHandle: receipt, VisibilityTimeout: wholeSeconds(visibilityMs) }),
    );
  } catch (error) {
    if (!(error instanceof Error && gone.test(error.name))) throw error;
  }
}

const RECEIPTS_PER_BATCH = 10;

/** A receipt that is malformed, outdated, or of a message no longer in flight. */
const gone = /ReceiptHandleIsInvalid|MessageNotInflight|InvalidParameterValue|InvalidIdFormat/;

/** The receipts that failed through no fault of ours. */
async function deleteBatch(queue: Address, receipts: readonly string[]): Promise<string[]> {
  const Entries = receipts.map((ReceiptHandle, at) => ({ Id: String(at), ReceiptHandle }));
  const answer = await queue.client.send(new DeleteMessageBatchCommand({ QueueUrl: queue.url, Entries }));
  return (answer.Failed ?? []).filter((failure) => failure.SenderFault !== true).map((failure) => receipts[Number(failure.Id)]!);
}
