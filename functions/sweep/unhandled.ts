import type { Parts } from "../services/parts.ts";

/** So seldom the queues are asked; still once in each five minutes that the alarm looks at. */
const LOOK_EACH_MS = 210_000;

/**
 * Counts the messages that nobody could handle, in all queues there are for them, and says in the log which queues they lie in. Done here, since
 * one count costs one alarm, where a look of CloudWatch at each queue would cost one for each, and come late: it hears nothing of a queue that
 * was idle for hours until some minutes after.
 */
export function createUnhandledLook({ clock, deadLetters, log }: Parts): () => Promise<number> {
  let looked = Number.NEGATIVE_INFINITY;
  return async () => {
    if (deadLetters === undefined || clock.now() - looked < LOOK_EACH_MS) return 0;
    const lying = (await deadLetters()).filter(({ messages }) => messages > 0);
    looked = clock.now();
    for (const { queue, messages } of lying)
      log(JSON.stringify({ level: "error", what: "Messages that nobody could handle wait for somebody to look.", queue, messages }));
    return lying.reduce((sum, { messages }) => sum + messages, 0);
  };
}
