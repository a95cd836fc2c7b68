import { formatTimestamp, parseTimestamp } from "#core/contract/scalars.ts";
import type { StoredDocument } from "#core/ports/store.ts";
import { isNotified } from "#core/rules/notify.ts";
import { crashPoint } from "../crash-point.ts";
import { sendDeliveries } from "../services/deliveries.ts";
import { type DeliveryRecord, deliveryDocument, deliveryRecord, type MessageValues, waiting } from "../services/documents/delivery.ts";
import { cutText } from "../services/documents/fit.ts";
import type { NotificationRecord } from "../services/documents/notification.ts";
import { allNotifications } from "../services/listing/notifications.ts";
import type { Parts } from "../services/parts.ts";
import type { Transition } from "./transition.ts";

/**
 * Makes a delivery for each transition and each notification that wants it, and hands those that are not done yet to the queue
 * `notifications`. Safe to repeat: a delivery is made once for a notification and a state, and one that is made but not handed on is
 * handed on when the transition is seen again.
 */
export function createNotifier(parts: Parts): (transitions: readonly Transition[]) => Promise<void> {
  const { store, clock } = parts;
  const current = createCurrentNotifications(parts);
  return async (transitions) => {
    const now = clock.now();
    const fresh = transitions.filter(({ state }) => now - parseTimestamp(state.timestamp) < TOO_OLD_MS);
    if (fresh.length === 0) return;
    const notifications = await current(fresh);
    const deliveries = fresh.flatMap((transition) =>
      notifications
        .filter((notification) => !notification.is_paused && isNotified(notification.match, transition))
        .map((notification) => newDelivery(notification, transition, parts.consoleUrl?.(), now)),
    );
    if (deliveries.length === 0) return;
    const written = await store.putMany(deliveries.map((delivery) => ({ document: deliveryDocument(delivery), expect: "absent" })));
    crashPoint("react:deliveries-written");
    const pending = deliveries.filter((_, at) => {
      const result = written[at]!;
      return result.ok || (result.current !== null && deliveryRecord(result.current as StoredDocument).status === "PENDING");
    });
    await sendDeliveries(parts, pending);
    crashPoint("react:deliveries-sent");
  };
}

/** Of transitions from before (a server that was off for days) nobody wants to be told. */
const TOO_OLD_MS = 86_400_000;

// Read once for each batch, except while it is behind: a list read after everything in the batch had happened will do for it.
function createCurrentNotifications(parts: Parts): (transitions: readonly Transition[]) => Promise<readonly NotificationRecord[]> {
  let list: readonly NotificationRecord[] = [];
  let readAt = Number.NEGATIVE_INFINITY;
  return async (transitions) => {
    const now = parts.clock.now();
    const newest = Math.max(...transitions.map(({ state }) => parseTimestamp(state.timestamp)));
    if (newest >= readAt || now - readAt > LIST_MS) {
      list = await allNotifications(parts.store);
      readAt = now;
    }
    return list;
  };
}

const LIST_MS = 5000;

function newDelivery(
  notification: NotificationRecord,
  transition: Transition,
  consoleUrl: string | undefined,
  now: number,
): DeliveryRecord {
  const { run, state, flowName } = transition;
  return {
    ...waiting({ notification_id: notification.id, state_id: state.id, at: formatTimestamp(now) }),
    is_test: false,
    flow_run_id: run.id,
    flow_run_name: run.name,
    flow_name: flowName ?? run.flow_id,
    state_type: state.type,
    state_name: state.name,
    state_timestamp: state.timestamp,
    values: valuesOf(notification, transition, consoleUrl),
  };
}

function valuesOf(
  notification: NotificationRecord,
  { run, state, flowName, deploymentName }: Transition,
  consoleUrl: string | undefined,
): MessageValues {
  return {
    "notification.name": notification.name,
    "flow_run.id": run.id,
    "flow_run.name": run.name,
    ...(consoleUrl !== undefined && { "flow_run.url": `${consoleUrl}/runs/${run.id}` }),
    "flow_run.tags": cutText(run.tags.join(", "), 500),
    "flow_run.run_count": String(run.run_count),
    "flow.id": run.flow_id,
    "flow.name": flowName ?? run.flow_id,
    ...(run.deployment_id !== null && { "deployment.id": run.deployment_id, "deployment.name": deploymentName ?? run.deployment_id }),
    ...(run.work_queue_name !== null && { "work_queue.name": run.work_queue_name }),
    "state.type": state.type,
    "state.name": state.name,
    ...(state.message && { "state.message": cutText(state.message, 2000) }),
    "state.timestamp": state.timestamp,
  };
}
