import type { Clock } from "#core/ports/clock.ts";
import type { Queue, ReceivedMessage } from "#core/ports/queue.ts";
import type { Handled } from "#functions/messages.ts";

export interface ConsumeOptions {
  readonly queue: Queue;
  readonly clock: Clock;
  readonly name: string;
  /** Ends the loop after the batch under way. */
  readonly signal: AbortSignal;
  /** Handles a batch and answers the messages that are to come again; one that throws leaves the whole batch to come again. */
  readonly handle: (messages: readonly ReceivedMessage[]) => Promise<Handled | undefined>;
  /** How long a message that was not handled stays away, in milliseconds; default 30,000. */
  readonly visibilityMs?: number;
  readonly log: (line: string) => void;
}

/** Handles what comes on a queue until it is told to stop. What a function behind SQS does in the cloud, in a loop. */
export async function consume({ queue, clock, name, signal, handle, visibilityMs = 30_000, log }: ConsumeOptions): Promise<void> {
  while (!signal.aborted) {
    try {
      const messages = await queue.receive(name, { max: 10, waitMs: 20_000, visibilityMs, signal });
      if (messages.length === 0) continue;
      const handled = await handle(messages);
      const again = new Map(handled?.again.map(({ id, delayMs }) => [id, delayMs]));
      const done = messages.filter(({ id }) => !again.has(id));
      await queue.delete(
        name,
        done.map(({ receipt }) => receipt),
      );
      for (const { id, receipt } of messages) if (again.has(id)) await queue.extend(name, receipt, again.get(id)!);
    } catch (error) {
      log(JSON.stringify({ level: "error", what: `Handling queue ${name} failed.`, error: String((error as Error)?.stack ?? error) }));
      await clock.sleep(1_000, signal, { background: true }).catch(() => {});
    }
  }
}
