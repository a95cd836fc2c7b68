import type { Consumer, Incoming } from "./messages.ts";

/** A batch as Lambda takes it from SQS. */
export interface SqsEvent {
  readonly Records: readonly { readonly messageId: string; readonly body: string; readonly receiptHandle: string }[];
}

/** The messages that are to come again; Lambda deletes all others. */
export interface SqsAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

interface SqsOptions {
  /** Sets when a message that comes again does so; it is the visibility of its queue that says it otherwise. */
  readonly extend: (receipt: string, delayMs: number) => Promise<void>;
  readonly log: (line: string) => void;
}

/**
 * A consumer behind SQS. A batch that fails as a whole is gone through again one by one, so that a message nobody can handle keeps only
 * itself from being done; it comes again until its queue gives it up to the queue of the unhandled.
 */
export function behindSqs(consume: Consumer, { extend, log }: SqsOptions): (event: SqsEvent) => Promise<SqsAnswer> {
  return async ({ Records }) => {
    const failed = new Set<string>();
    const delays = new Map<string, number>();
    const handle = async (messages: readonly Incoming[]): Promise<void> => {
      try {
        for (const { id, delayMs } of (await consume(messages)).again) delays.set(id, delayMs);
      } catch (error) {
        if (messages.length > 1) {
          for (const message of messages) await handle([message]);
          return;
        }
        const [message] = messages;
        log(JSON.stringify({ level: "error", what: "A message could not be handled.", id: message?.id, error: stackOf(error) }));
        if (message !== undefined) failed.add(message.id);
      }
    };
    await handle(Records.map(({ messageId, body }) => ({ id: messageId, body })));
    await Promise.all(
      Records.filter(({ messageId }) => delays.has(messageId)).map(({ messageId, receiptHandle }) =>
        extend(receiptHandle, delays.get(messageId)!).catch((error: unknown) =>
          log(JSON.stringify({ level: "error", what: "A message comes again later than it should.", error: stackOf(error) })),
        ),
      ),
    );
    return { batchItemFailures: [...failed, ...delays.keys()].map((itemIdentifier) => ({ itemIdentifier })) };
  };
}

function stackOf(error: unknown): string {
  return String((error as Error)?.stack ?? error);
}
