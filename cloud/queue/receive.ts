import { ChangeMessageVisibilityBatchCommand, type Message, ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import type { ReceivedMessage } from "#core/ports/queue.ts";
import { type Address, wholeSeconds } from "./address.ts";

/**
 * Receives, and on `signal` answers with nothing at once.
 *
 * A poll on its way is not cut off then: the service may already have handed out a message that nobody would see until its visibility ends.
 * It goes on behind the scenes, and what it brings is given back. Only `closing` cuts it off.
 */
export async function receiveMessages(
  queue: Address,
  options: { readonly max: number; readonly waitMs: number; readonly visibilityMs: number },
  signal: AbortSignal | undefined,
  closing: AbortSignal,
): Promise<ReceivedMessage[]> {
  if (signal?.aborted || closing.aborted) return [];
  const poll = queue.client.send(
    new ReceiveMessageCommand({
      QueueUrl: queue.url,
      MaxNumberOfMessages: options.max,
      WaitTimeSeconds: wholeSeconds(options.waitMs),
      VisibilityTimeout: wholeSeconds(options.visibilityMs),
      MessageSystemAttributeNames: ["ApproximateReceiveCount"],
    }),
    { abortSignal: closing },
  );
  const answer = await untilAborted(poll, signal, closing);
  if (answer !== null) return (answer.Messages ?? []).map(toReceived);
  poll.then((late) => giveBack(queue, late.Messages ?? [])).catch(() => {});
  return [];
}

/** What the promise gives, or null as soon as one of the signals fires. */
async function untilAborted<Value>(promise: Promise<Value>, ...signals: (AbortSignal | undefined)[]): Promise<Value | null> {
  const settled = new AbortController();
  const aborted = signals
    .filter((signal) => signal !== undefined)
    .map(
      (signal) =>
        new Promise<null>((resolve) => signal.addEventListener("abort", () => resolve(null), { once: true, signal: settled.signal })),
    );
  try {
    return await Promise.race([...aborted, promise]);
  } finally {
    settled.abort();
  }
}

async function giveBack(queue: Address, messages: readonly Message[]): Promise<void> {
  if (messages.length === 0) return;
  const Entries = messages.map((message, at) => ({ Id: String(at), ReceiptHandle: message.ReceiptHandle, VisibilityTimeout: 0 }));
  await queue.client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queue.url, Entries }));
}

function toReceived(message: Message): ReceivedMessage {
  return {
    id: message.MessageId ?? "",
    body: message.Body ?? "",
    receipt: message.ReceiptHandle ?? "",
    receiveCount: Number(message.Attributes?.ApproximateReceiveCount ?? 1),
  };
}
