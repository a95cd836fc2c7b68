import type { Notification, NotificationMatch } from "../../../../core/contract/notifications.ts";
import { stateLabel } from "../../lib/tone.ts";

/** Which transitions a notification tells of, in words. */
export function matchWords({ state_types, state_names, tags, flows, deployment_ids }: NotificationMatch): string {
  const states = [...state_types.map((type) => stateLabel(type)), ...state_names.map((name) => stateLabel(null, name))];
  const parts = [
    states.length === 0 ? "any state" : states.join(" or "),
    flows.length === 0 ? "" : `of ${flows.join(" or ")}`,
    deployment_ids.length === 0 ? "" : deployment_ids.length === 1 ? "of one deployment" : `of ${deployment_ids.length} deployments`,
    tags.length === 0 ? "" : `tagged ${tags.join(" and ")}`,
  ];
  return `When a run enters ${parts.filter((part) => part !== "").join(", ")}`;
}

/** A channel's type as people say it. */
export const channelNames: Readonly<Record<Notification["channel"]["type"], string>> = {
  "slack-webhook": "Slack webhook",
  webhook: "Webhook",
  email: "Email",
};
