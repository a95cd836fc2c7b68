import { type DeliveryMessage, NotificationsMessage } from "#core/contract/messages.ts";
import { ChannelInput } from "#core/contract/notifications.ts";
import { formatTimestamp, parseTimestamp } from "#core/contract/scalars.ts";
import { crashPoint } from "../crash-point.ts";
import { type Consumer, readMessages } from "../messages.ts";
import { type DeliveryRecord, deliveryDocument, deliveryKey, deliveryRecord } from "../services/documents/delivery.ts";
import { channelPurpose, type NotificationRecord, notificationKey, notificationRecord } from "../services/documents/notification.ts";
import type { Parts } from "../services/parts.ts";
import { sendThrough } from "./channels.ts";
import { messageOf } from "./message.ts";
import { type Outcome, outcomeOfError } from "./outcome.ts";
import { exportTrace } from "./trace.ts";

/** How often a message is tried before it is given up. */
export const ATTEMPTS = 8;

/**
 * Sends what is to be delivered, and notes what came of it. Whoever sends holds the delivery meanwhile, so that a message that comes twice
 * is sent once; a process that dies while it sends leaves the message to be sent again, under the same id.
 */
export function createDeliver(parts: Parts): Consumer {
  return async (messages) => {
    const wanted = readMessages(messages, NotificationsMessage, parts.log);
    const again = await Promise.all(
      wanted.map(async ({ id, said }) => {
        const delayMs = said.kind === "trace" ? await exportTrace(parts, said) : await deliver(parts, said);
        return delayMs === undefined ? [] : [{ id, delayMs: Math.min(Math.max(0, Math.ceil(delayMs)), LONGEST_MS) }];
      }),
    );
    return { again: again.flat() };
  };
}

/** Longer than any attempt takes. */
const HOLD_MS = 45_000;
const FIRST_PAUSE_MS = 5000;
/** The longest a message can be kept away everywhere. */
const LONGEST_MS = 900_000;

// How long until the message is to be looked at again; undefined if it is done with.
async function deliver(parts: Parts, said: DeliveryMessage): Promise<number | undefined> {
  const { store, clock } = parts;
  const [found, owner] = await store.getMany([
    deliveryKey(said.notification_id, { id: said.state_id, timestamp: said.state_timestamp }),
    notificationKey(said.notification_id),
  ]);
  if (found == null || owner == null) return undefined;
  const record = deliveryRecord(found);
  const notification = notificationRecord(owner);
  const now = clock.now();
  if (record.status !== "PENDING") return undefined;
  for (const until of [record.held_until, record.next_attempt])
    if (until !== null && parseTimestamp(until) > now) return parseTimestamp(until) - now;

  const held = { ...record, attempts: record.attempts + 1, held_until: formatTimestamp(now + HOLD_MS), updated: formatTimestamp(now) };
  const hold = await store.put(deliveryDocument(held), { version: found.version });
  if (!hold.ok) return 1000;
  crashPoint("deliver:held");
  const outcome = await attempt(parts, notification, held);
  crashPoint("deliver:sent");
  const after = noted(held, outcome, clock.now());
  // a lost race here means that the hold ran out and somebody else has it
  await store.put(deliveryDocument(after), { version: hold.version });
  crashPoint("deliver:noted");
  return after.next_attempt === null ? undefined : parseTimestamp(after.next_attempt) - clock.now();
}

async function attempt(parts: Parts, notification: NotificationRecord, record: DeliveryRecord): Promise<Outcome> {
  if (notification.is_paused && !record.is_test)
    return { done: false, final: true, error: "The notification was paused before this was sent." };
  try {
    const opened = await parts.secrets.open(notification.sealed, channelPurpose(notification.id));
    const channel = ChannelInput.parse(JSON.parse(opened));
    return await sendThrough(channel, messageOf(notification, record), { now: parts.clock.now(), version: parts.settings.version });
  } catch (error) {
    return outcomeOfError(error);
  }
}

function noted(record: DeliveryRecord, outcome: Outcome, now: number): DeliveryRecord {
  const base = { ...record, held_until: null, next_attempt: null, updated: formatTimestamp(now) };
  if (outcome.done) return { ...base, status: "DELIVERED", error: null };
  const { error, final, waitMs } = outcome;
  if (final) return { ...base, status: "FAILED", error };
  if (record.attempts >= ATTEMPTS) return { ...base, status: "FAILED", error: `Given up after ${record.attempts} attempts. ${error}` };
  // 5 s, 15 s, 45 s, … with the receiver's own wish where it has one
  const pause = Math.min(Math.max(FIRST_PAUSE_MS * 3 ** (record.attempts - 1), waitMs ?? 0), LONGEST_MS);
  return { ...base, error, next_attempt: formatTimestamp(now + pause) };
}
