import type { SQSClient } from "@aws-sdk/client-sqs";
import type { Queue } from "#core/ports/queue.ts";
import { checkMessages, checkReceive } from "#core/ports/queue-limits.ts";
import { deleteMessages, extendMessage } from "./acknowledge.ts";
import { receiveMessages } from "./receive.ts";
import { sendMessages } from "./send.ts";

export interface QueueOptions {
  readonly client: SQSClient;
  /** The URL of each queue by the name the rooms call it. */
  readonly urls: Readonly<Record<string, string>>;
}

/** The queues on SQS. The stack makes them, so a name it did not give is refused. The client stays the caller's. */
export function openQueue({ client, urls }: QueueOptions): Queue {
  const closing = new AbortController();
  const at = (queue: string) => {
    const url = urls[queue];
    if (url === undefined) {
      throw new Error(
        `There is no queue "${queue}"; known are ${Object.keys(urls).join(", ") || "none"}. Add it to the stack and to the function's environment.`,
      );
    }
    return { client, name: queue, url };
  };
  return {
    send: async (queue, messages) => {
      checkMessages(messages);
      await sendMessages(at(queue), messages);
    },
    receive: async (queue, options = {}) => receiveMessages(at(queue), checkReceive(options), options.signal, closing.signal),
    delete: async (queue, receipts) => deleteMessages(at(queue), receipts),
    extend: async (queue, receipt, visibilityMs) => extendMessage(at(queue), receipt, visibilityMs),
    close: async () => closing.abort(),
  };
}
