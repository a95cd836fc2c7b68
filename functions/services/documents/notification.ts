import type { Notification } from "#core/contract/notifications.ts";
import type { DocumentKey, JsonObject, NewDocument } from "#core/ports/store.ts";
import { tooLarge } from "../refusals.ts";
import { byteLength, DOCUMENT_BYTES } from "./fit.ts";

/** A notification as stored: its channel's secrets only sealed. */
export type NotificationRecord = Notification & { readonly sealed: string };

/** Partition of all notifications: they are few, and read together with strong consistency for every batch of transitions. */
export const NOTIFICATIONS = "NOTIFICATIONS";

export const notificationKey = (id: string): DocumentKey => ({ pk: NOTIFICATIONS, sk: id });

/** What the secrets of a channel are sealed for, so that they open for no other notification. */
export const channelPurpose = (id: string): string => `notification ${id} channel`;

/** The document of a notification. @throws ProblemError `too-large` */
export function notificationDocument(record: NotificationRecord): NewDocument {
  const { id, ...body } = record;
  const size = byteLength(body);
  if (size > DOCUMENT_BYTES) throw tooLarge("The notification", size, DOCUMENT_BYTES, "Use fewer or shorter conditions.");
  return { ...notificationKey(id), body };
}

/** The notification a document holds. */
export function notificationRecord(document: DocumentKey & { readonly body: JsonObject }): NotificationRecord {
  return { ...document.body, id: document.sk } as NotificationRecord;
}

/** The notification without what is sealed. */
export function notificationOf({ sealed: _sealed, ...shown }: NotificationRecord): Notification {
  return shown;
}
