import { DEFAULT_MESSAGE, DEFAULT_SUBJECT, messageVariables, type Notification } from "#core/contract/notifications.ts";
import { parseTemplate, renderTemplate } from "#core/rules/template.ts";
import { type DeliveryRecord, deliveryId } from "../services/documents/delivery.ts";

/** What is sent, before it takes the shape of a channel. */
export interface Message {
  /** The delivery's id: the same however often it is sent. */
  readonly id: string;
  /** The text with values in their places, each passed through `quote`. */
  text(quote?: (value: string) => string): string;
  /** One line. */
  readonly subject: string;
  /** What a program reads. */
  readonly facts: Readonly<Record<string, unknown>>;
}

/** The message of a delivery, in the words the notification has now. */
export function messageOf(notification: Notification, delivery: DeliveryRecord): Message {
  const { values } = delivery;
  const text = (quote?: (value: string) => string) => render(notification.message ?? DEFAULT_MESSAGE, values, quote);
  return {
    id: deliveryId(delivery),
    text,
    subject: render(notification.subject ?? DEFAULT_SUBJECT, values)
      .replace(/\s+/g, " ")
      .slice(0, 250),
    facts: {
      type: "flow_run.state",
      is_test: delivery.is_test,
      notification: { id: notification.id, name: notification.name },
      text: text(),
      flow: { id: values["flow.id"], name: values["flow.name"] },
      flow_run: {
        id: values["flow_run.id"],
        name: values["flow_run.name"],
        url: values["flow_run.url"] ?? null,
        run_count: Number(values["flow_run.run_count"]),
      },
      deployment: values["deployment.id"] === undefined ? null : { id: values["deployment.id"], name: values["deployment.name"] },
      state: {
        id: delivery.state_id,
        type: delivery.state_type,
        name: delivery.state_name,
        message: values["state.message"] ?? null,
        timestamp: delivery.state_timestamp,
      },
    },
  };
}

function render(text: string, values: DeliveryRecord["values"], quote?: (value: string) => string): string {
  const read = parseTemplate(text, messageVariables);
  // saved templates were checked; one of a newer server may know more variables, and is better sent as it stands than not at all
  return "template" in read ? renderTemplate(read.template, values, quote) : text;
}
