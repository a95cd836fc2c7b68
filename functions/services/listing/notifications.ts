import type { Store } from "#core/ports/store.ts";
import { NOTIFICATIONS, type NotificationRecord, notificationRecord } from "../documents/notification.ts";

/** All notifications, as they are at this moment. */
export async function allNotifications(store: Store): Promise<NotificationRecord[]> {
  const all: NotificationRecord[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.query({ index: "main", pk: NOTIFICATIONS, limit: 500, ...(cursor !== undefined && { cursor }) });
    all.push(...page.documents.map(notificationRecord));
    cursor = page.cursor;
  } while (cursor !== undefined);
  return all;
}
