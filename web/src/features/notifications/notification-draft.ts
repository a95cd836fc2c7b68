import type { StateType } from "../../../../core/contract/states.ts";
import type { api } from "../../api/client.ts";

type Body = Parameters<typeof api.createNotification>[0]["body"];

/** A notification while it is being typed. */
export interface NotificationDraft {
  readonly name: string;
  readonly channel: "slack-webhook" | "webhook" | "email";
  readonly url: string;
  readonly secret: string;
  readonly to: readonly string[];
  readonly from: string;
  readonly smtpUrl: string;
  readonly states: readonly StateType[];
  readonly stateNames: readonly string[];
  readonly tags: readonly string[];
  readonly flows: readonly string[];
  readonly message: string;
  readonly subject: string;
}

/** A draft to begin with: what most are told of. */
export const freshNotification: NotificationDraft = {
  name: "",
  channel: "slack-webhook",
  url: "",
  secret: "",
  to: [],
  from: "",
  smtpUrl: "",
  states: ["FAILED", "CRASHED"],
  stateNames: [],
  tags: [],
  flows: [],
  message: "",
  subject: "",
};

/** What is missing in a draft, by field. */
export function problemsOf(draft: NotificationDraft): Partial<Record<keyof NotificationDraft, string>> {
  const email = draft.channel === "email";
  return {
    ...(draft.name.trim() === "" ? { name: "required" } : {}),
    ...(!email && !/^https?:\/\/\S+$/.test(draft.url.trim()) ? { url: "an http:// or https:// address" } : {}),
    ...(email && draft.to.length === 0 ? { to: "at least one address" } : {}),
    ...(email && !/^smtps?:\/\/\S+$/.test(draft.smtpUrl.trim()) ? { smtpUrl: "an smtp:// or smtps:// address" } : {}),
    ...(draft.channel === "webhook" && draft.secret !== "" && draft.secret.length < 16 ? { secret: "16 characters or more" } : {}),
  };
}

/** A draft as the API takes it. */
export function bodyOf(draft: NotificationDraft): Body {
  return {
    name: draft.name.trim(),
    channel: channelOf(draft),
    match: {
      state_types: [...draft.states],
      state_names: [...draft.stateNames],
      tags: [...draft.tags],
      flows: [...draft.flows],
      deployment_ids: [],
    },
    message: draft.message.trim() === "" ? null : draft.message,
    subject: draft.channel !== "email" || draft.subject.trim() === "" ? null : draft.subject,
  };
}

function channelOf(draft: NotificationDraft): Body["channel"] {
  const url = draft.url.trim();
  if (draft.channel === "slack-webhook") return { type: "slack-webhook", url };
  if (draft.channel === "webhook") return { type: "webhook", url, ...(draft.secret === "" ? {} : { secret: draft.secret }) };
  return {
    type: "email",
    to: [...draft.to],
    smtp_url: draft.smtpUrl.trim(),
    ...(draft.from.trim() === "" ? {} : { from: draft.from.trim() }),
  };
}
