import type { SQSClient } from "@aws-sdk/client-sqs";
import type { Queue } from "#core/ports/queue.ts";
import { checkMessages, checkReceive } from "#core/ports/queue-limits.ts";
import { deleteMessages, extendMessage } from "./acknowledge.ts";
import type { Address } from "./address.ts";
import { whenMade } from "./make.ts";
import { presignReceive } from "./presign.ts";
import { receiveMessages } from "./receive.ts";
import { sendMessages } from "./send.ts";

export interface QueueOptions {
  readonly client: SQSClient;
  /** The URL of each queue by the name the rooms call it. */
  readonly urls: Readonly<Record<string, string>>;
  /** Queues that no stack can name beforehand, made when they are first used; default none. */
  readonly made?: {
    /** How their names begin. */
    readonly names: string;
    /** What comes before the name in the URL: where the account's queues are, and the deployment's own prefix. */
    readonly urlPrefix: string;
  };
}

/** The queues on SQS. The stack makes them, but for those of `made`; any other name is refused. The client stays the caller's. */
export function openQueue({ client, urls, made }: QueueOptions): Queue {
  const closing = new AbortController();
  const at = (queue: string): Address => {
    const url = urls[queue];
    if (url === undefined && made !== undefined && queue.startsWith(made.names))
      return { client, name: queue, url: made.urlPrefix + queue, isMade: true };
    if (url === undefined) {
      throw new Error(
        `There is no queue "${queue}"; known are ${Object.keys(urls).join(", ") || "none"}. Add it to the stack and to the function's environment.`,
      );
    }
    return { client, name: queue, url, isMade: false };
  };
  return {
    send: async (queue, messages) => {
      checkMessages(messages);
      const address = at(queue);
      await whenMade(address, () => sendMessages(address, messages));
    },
    receive: async (queue, options = {}) => {
      const address = at(queue);
      const checked = checkReceive(options);
      return whenMade(address, () => receiveMessages(address, checked, options.signal, closing.signal));
    },
    delete: async (queue, receipts) => deleteMessages(at(queue), receipts),
    extend: async (queue, receipt, visibilityMs) => extendMessage(at(queue), receipt, visibilityMs),
    presignReceive: async (queue, options) => presignReceive(at(queue), options, new Date()),
    close: async () => closing.abort(),
  };
}
