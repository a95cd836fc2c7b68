import { randomBytes } from "node:crypto";
import type { ChannelInput, Delivery } from "#core/contract/notifications.ts";
import { formatTimestamp } from "#core/contract/scalars.ts";
import type { Store } from "#core/ports/store.ts";
import { crashPoint } from "../crash-point.ts";
import { change } from "./change.ts";
import { sendDeliveries } from "./deliveries.ts";
import type { Services } from "./deps.ts";
import { DELIVERY_PREFIX, deliveriesPartition, deliveryDocument, deliveryOf, deliveryRecord, testDelivery } from "./documents/delivery.ts";
import {
  channelPurpose,
  type NotificationRecord,
  notificationDocument,
  notificationKey,
  notificationOf,
  notificationRecord,
} from "./documents/notification.ts";
import { allNotifications } from "./listing/notifications.ts";
import type { Parts } from "./parts.ts";
import { notFound } from "./refusals.ts";

type NotificationServices = Pick<
  Services,
  | "createNotification"
  | "readNotification"
  | "filterNotifications"
  | "updateNotification"
  | "deleteNotification"
  | "testNotification"
  | "filterDeliveries"
>;

/** Notifications: who is told of which transitions, and what became of it. */
export function notificationServices(parts: Parts): NotificationServices {
  const { store, clock, ids } = parts;
  return {
    async createNotification({ body }) {
      const id = ids.uuid();
      const now = formatTimestamp(clock.now());
      const { channel, ...rest } = body;
      const { made, ...stored } = await sealedChannel(parts, id, channel);
      const record: NotificationRecord = { id, created: now, updated: now, ...rest, ...stored };
      await store.put(notificationDocument(record), "absent");
      return { ...notificationOf(record), webhook_secret: made };
    },

    readNotification: async ({ params }) => notificationOf(await getNotification(store, params.id)),

    async filterNotifications() {
      const all = await allNotifications(store);
      return all.map(notificationOf).sort((a, b) => (a.name === b.name ? (a.id < b.id ? -1 : 1) : a.name < b.name ? -1 : 1));
    },

    async updateNotification({ params, body }) {
      const { channel, ...given } = body;
      const replaced = channel === undefined ? undefined : await sealedChannel(parts, params.id, channel);
      const { made, ...stored } = replaced ?? { made: null };
      const changed = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
      return change(store, notificationKey(params.id), "notification", (current) => {
        if (current === null) throw notFound("notification", params.id);
        const updated = formatTimestamp(clock.now());
        const record: NotificationRecord = { ...notificationRecord(current), ...changed, ...stored, updated };
        return { document: notificationDocument(record), result: { ...notificationOf(record), webhook_secret: made } };
      });
    },

    async deleteNotification({ params }) {
      await getNotification(store, params.id);
      // what is listed goes last, so that a request cut short can be sent again and finds the rest
      for (;;) {
        const page = await store.query({ index: "main", pk: deliveriesPartition(params.id), limit: 500 });
        if (page.documents.length > 0) await store.deleteMany(page.documents.map(({ pk, sk }) => ({ pk, sk })));
        if (page.cursor === undefined) break;
      }
      crashPoint("delete-notification:history-deleted");
      await store.delete(notificationKey(params.id));
      return undefined;
    },

    async testNotification({ params }) {
      const notification = await getNotification(store, params.id);
      const record = testDelivery(notification, { id: ids.uuid(), now: clock.now(), consoleUrl: parts.consoleUrl?.() });
      await store.put(deliveryDocument(record), "absent");
      await sendDeliveries(parts, [record]);
      return deliveryOf(record);
    },

    async filterDeliveries({ params, query }): Promise<Delivery[]> {
      await getNotification(store, params.id);
      const page = await store.query({
        index: "main",
        pk: deliveriesPartition(params.id),
        range: { prefix: DELIVERY_PREFIX },
        limit: query.limit,
        reverse: true,
      });
      return page.documents.map((document) => deliveryOf(deliveryRecord(document)));
    },
  };
}

/** The notification of that id. @throws ProblemError `not-found` */
async function getNotification(store: Store, id: string): Promise<NotificationRecord> {
  const document = await store.get(notificationKey(id));
  if (document === null) throw notFound("notification", id);
  return notificationRecord(document);
}

// The channel in two: what may be shown, and all of it sealed. A webhook without a secret is given one, shown in this answer only.
async function sealedChannel({ secrets }: Parts, id: string, channel: ChannelInput) {
  const made = channel.type === "webhook" && channel.secret === undefined ? `mrwh_${randomBytes(24).toString("base64url")}` : null;
  const whole = made === null ? channel : { ...channel, secret: made };
  const sealed = await secrets.seal(JSON.stringify(whole), channelPurpose(id));
  return { made, sealed, channel: { type: channel.type, target: targetOf(channel) } };
}

function targetOf(channel: ChannelInput): string {
  if (channel.type === "email") return channel.to.join(", ");
  const { origin, host, pathname } = new URL(channel.url);
  // the path of a Slack webhook is its secret; a query may hold a token
  return channel.type === "slack-webhook" ? host : `${origin}${pathname}`;
}
