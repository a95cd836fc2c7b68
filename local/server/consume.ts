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
  /** Messages of a rush handled together at most; default 10, as one receive gives them. */
  readonly most?: number;
  /** How long a message that was not handled stays away, in milliseconds; default 30,000. */
  readonly visibilityMs?: number;
  readonly log: (line: string) => void;
}

/** Handles what comes on a queue until it is told to stop. What a function behind SQS does in the cloud, in a loop. */
export async function consume(options: ConsumeOptions): Promise<void> {
  const { queue, clock, name, signal, handle, visibilityMs = 30_000, log } = options;
  let handledAt = Number.NEGATIVE_INFINITY;
  while (!signal.aborted) {
    try {
      const first = await queue.receive(name, { max: 10, waitMs: 20_000, visibilityMs, signal });
      if (first.length === 0) continue;
      // the first of a rush at once, those behind it together: a batch costs little more than a message
      const isRush = options.most !== undefined && clock.now() - handledAt < RUSH_MS;
      const messages = isRush ? [...first, ...(await gather(options, options.most - first.length))] : first;
      const handled = await handle(messages);
      const again = new Map(handled?.again.map(({ id, delayMs }) => [id, delayMs]));
      const done = messages.filter(({ id }) => !again.has(id));
      await queue.delete(
        name,
        done.map(({ receipt }) => receipt),
      );
      handledAt = clock.now();
      for (const { id, receipt } of messages) if (again.has(id)) await queue.extend(name, receipt, again.get(id)!);
    } catch (error) {
      log(JSON.stringify({ level: "error", what: `Handling queue ${name} failed.`, error: String((error as Error)?.stack ?? error) }));
      await clock.sleep(1_000, signal, { background: true }).catch(() => {});
    }
  }
}

/** Messages that come within this of the last ones are a rush. */
const RUSH_MS = 200;
const GATHER_MS = 100;

async function gather({ queue, clock, name, signal, visibilityMs = 30_000 }: ConsumeOptions, most: number): Promise<ReceivedMessage[]> {
  await clock.sleep(GATHER_MS, signal, { background: true }).catch(() => {});
  const gathered: ReceivedMessage[] = [];
  while (gathered.length < most) {
    const more = await queue.receive(name, { max: Math.min(10, most - gathered.length), visibilityMs });
    if (more.length === 0) break;
    gathered.push(...more);
  }
  return gathered;
}
