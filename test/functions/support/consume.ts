import type { Consumer } from "#functions/messages.ts";
import type { TestApi } from "./api.ts";

/** The bodies of all messages that can be received now; they are taken. */
export async function takeAll({ queue }: Pick<TestApi, "queue">, name: string): Promise<string[]> {
  const bodies: string[] = [];
  for (;;) {
    const messages = await queue.receive(name, { max: 10 });
    if (messages.length === 0) return bodies;
    bodies.push(...messages.map(({ body }) => body));
    await queue.delete(
      name,
      messages.map(({ receipt }) => receipt),
    );
  }
}

/** Hands all messages that can be received now to the consumer, as the loop of the server does. A batch that throws stays in the queue. */
export async function consumeAll({ queue }: Pick<TestApi, "queue">, name: string, consume: Consumer): Promise<void> {
  for (;;) {
    const messages = await queue.receive(name, { max: 10 });
    if (messages.length === 0) return;
    try {
      const { again } = await consume(messages);
      for (const { id, receipt } of messages) {
        const later = again.find((one) => one.id === id);
        if (later === undefined) await queue.delete(name, [receipt]);
        else await queue.extend(name, receipt, later.delayMs);
      }
    } catch (error) {
      for (const { receipt } of messages) await queue.extend(name, receipt, 0);
      throw error;
    }
  }
}
