import type { Delivery, messageVariables } from "#core/contract/notifications.ts";
import { formatTimestamp, parseTimestamp } from "#core/contract/scalars.ts";
import type { DocumentKey, JsonObject, NewDocument } from "#core/ports/store.ts";
import { deriveId } from "#core/rules/ids.ts";

/** What a message says, by variable; taken down when the transition was seen. */
export type MessageValues = Partial<Record<(typeof messageVariables)[number], string>>;

/** A delivery as stored. */
export interface DeliveryRecord extends Omit<Delivery, "id" | "notification_id"> {
  readonly notification_id: string;
  /** The state that is told of; for a test, an id of its own. */
  readonly state_id: string;
  readonly values: MessageValues;
  /** Until when whoever sends it now has it for himself. */
  readonly held_until: string | null;
}

/** How long the history of deliveries is kept, in days. */
const DELIVERY_RETENTION_DAYS = 30;
export const DELIVERY_PREFIX = "DELIVERY#";

/** Partition of a notification's deliveries, by the time of the state. */
export const deliveriesPartition = (notificationId: string): string => `NOTIFICATION#${notificationId}`;

/** The delivery of one state by one notification: the same two make the same key, however often the transition is seen. */
export function deliveryKey(notificationId: string, state: { readonly id: string; readonly timestamp: string }): DocumentKey {
  return { pk: deliveriesPartition(notificationId), sk: `${DELIVERY_PREFIX}${state.timestamp}#${state.id}` };
}

/** The delivery of a message with invented values, to try a notification out. */
export function testDelivery(
  notification: { readonly id: string; readonly name: string },
  { id, now, consoleUrl }: { readonly id: string; readonly now: number; readonly consoleUrl: string | undefined },
): DeliveryRecord {
  const at = formatTimestamp(now);
  const state = { type: "FAILED", name: "Failed", message: "This is a test; nothing has failed." } as const;
  return {
    ...waiting({ notification_id: notification.id, state_id: id, at }),
    is_test: true,
    flow_run_id: null,
    flow_run_name: "test-run",
    flow_name: "test-flow",
    state_type: state.type,
    state_name: state.name,
    state_timestamp: at,
    values: {
      "notification.name": notification.name,
      "flow_run.id": id,
      "flow_run.name": "test-run",
      ...(consoleUrl !== undefined && { "flow_run.url": consoleUrl }),
      "flow_run.tags": "test",
      "flow_run.run_count": "1",
      "flow.id": id,
      "flow.name": "test-flow",
      "deployment.id": id,
      "deployment.name": "test-deployment",
      "work_queue.name": "test-queue",
      "state.type": state.type,
      "state.name": state.name,
      "state.message": state.message,
      "state.timestamp": at,
    },
  };
}

/** What every delivery has in common before its first attempt. */
export function waiting({ notification_id, state_id, at }: { notification_id: string; state_id: string; at: string }) {
  return {
    notification_id,
    state_id,
    created: at,
    updated: at,
    status: "PENDING",
    attempts: 0,
    next_attempt: at,
    held_until: null,
    error: null,
  } as const;
}

/** The document of a delivery. */
export function deliveryDocument(record: DeliveryRecord): NewDocument {
  const { notification_id, ...body } = record;
  return {
    ...deliveryKey(notification_id, { id: record.state_id, timestamp: record.state_timestamp }),
    body,
    expiresAt: Math.ceil(parseTimestamp(record.created) / 1000) + DELIVERY_RETENTION_DAYS * 86_400,
  };
}

/** The delivery a document holds. */
export function deliveryRecord(document: DocumentKey & { readonly body: JsonObject }): DeliveryRecord {
  return { ...(document.body as unknown as DeliveryRecord), notification_id: document.pk.slice("NOTIFICATION#".length) };
}

/** The id by which a delivery is known outside, also to the receiver. */
export function deliveryId(record: Pick<DeliveryRecord, "notification_id" | "state_id">): string {
  return deriveId("delivery", record.notification_id, record.state_id);
}

/** The delivery as the API answers it. */
export function deliveryOf(record: DeliveryRecord): Delivery {
  const { state_id: _state, values: _values, held_until: _held, ...shown } = record;
  return { ...shown, id: deliveryId(record) };
}
