import type { Delivery, Notification } from "#core/contract/notifications.ts";
import { parseTimestamp } from "#core/contract/scalars.ts";
import { idColumn } from "./runs.ts";
import { type Column, type Paint, renderPairs } from "./table.ts";
import { oneLine } from "./text.ts";
import { relativeTime } from "./time.ts";

/** Which transitions a notification is about, in a few words: `Failed, Crashed · tag ml · flow train`. */
export function matchText({ match }: Pick<Notification, "match">): string {
  const states = [...match.state_types, ...match.state_names];
  const parts = [
    states.length === 0 ? "every state" : states.join(", "),
    ...match.tags.map((tag) => `tag ${tag}`),
    ...(match.flows.length > 0 ? [`flow ${match.flows.join(" or ")}`] : []),
    ...(match.deployment_ids.length > 0 ? [`deployment ${match.deployment_ids.join(" or ")}`] : []),
  ];
  return parts.join(" · ");
}

/** A notification, one name and value a line. */
export function notificationDetails(notification: Notification, paint: Paint): string {
  return renderPairs(
    [
      ["Notification", paint("bold", oneLine(notification.name))],
      ["ID", notification.id],
      ["Status", notification.is_paused ? paint("yellow", "paused") : paint("green", "active")],
      ["Tells of", oneLine(matchText(notification))],
      ["Channel", notification.channel.type],
      ["Target", oneLine(notification.channel.target)],
      ["Subject", notification.subject === null ? undefined : oneLine(notification.subject)],
      ["Message", notification.message === null ? "the usual one" : oneLine(notification.message)],
    ],
    paint,
  );
}

/** Columns of the history of deliveries. */
export function deliveryColumns(deliveries: readonly Delivery[], now: number): Column<Delivery>[] {
  const age: Column<Delivery> = { title: "WHEN", value: ({ created }) => relativeTime(parseTimestamp(created), now), min: 8 };
  return [age, ...columns, idColumn(deliveries)];
}

const styles = { DELIVERED: "green", FAILED: "red", PENDING: "yellow" } as const;

const columns: Column<Delivery>[] = [
  {
    title: "RUN",
    value: ({ flow_name, flow_run_name, is_test }) => (is_test ? "(test)" : `${flow_name} / ${flow_run_name}`),
    min: 12,
    style: () => "bold",
  },
  { title: "STATE", value: ({ state_name }) => state_name, min: 8, drop: 1 },
  { title: "OUTCOME", value: ({ status }) => status.toLowerCase(), min: 9, style: ({ status }) => styles[status] },
  { title: "TRIES", value: ({ attempts }) => String(attempts), align: "right", min: 5, drop: 2 },
  { title: "ERROR", value: ({ error }) => error ?? "", min: 10 },
];
