import { type DeliveryMessage, queues } from "#core/contract/messages.ts";
import type { DeliveryRecord } from "./documents/delivery.ts";
import type { Parts } from "./parts.ts";

/** Hands deliveries to whoever sends them, at once or after a while (at most 15 minutes). */
export async function sendDeliveries({ queue }: Pick<Parts, "queue">, records: readonly DeliveryRecord[], delayMs = 0): Promise<void> {
  await queue.send(
    queues.notifications,
    records.map(({ notification_id, state_id, state_timestamp }) => ({
      body: JSON.stringify({ kind: "delivery", notification_id, state_id, state_timestamp } satisfies DeliveryMessage),
      delayMs,
    })),
  );
}
