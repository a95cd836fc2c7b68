import type { Notification } from "../../../../core/contract/notifications.ts";
import type { StateType } from "../../../../core/contract/states.ts";
import type { api } from "../../api/client.ts";
import type { Problems } from "../../form/use-draft.ts";

type Body = Parameters<typeof api.createNotification>[0]["body"];
type Changes = Parameters<typeof api.updateNotification>[0]["body"];

/** A notification while it is being typed. */
export interface NotificationDraft {
  readonly name: string;
  /** `kept`: that of the notification that is changed. */
  readonly channel: Body["channel"]["type"] | "kept";
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
  /** The notification that is changed. */
  readonly saved?: Notification;
}

/** A draft to begin with: what most are told of, or what a notification is, its channel kept. */
export function draftOf(saved?: Notification): NotificationDraft {
  if (saved === undefined) return fresh;
  const { state_types: states, state_names: stateNames, tags, flows } = saved.match;
  const words = { message: saved.message ?? "", subject: saved.subject ?? "" };
  return { ...fresh, ...words, name: saved.name, channel: "kept", states, stateNames, tags, flows, saved };
}

const fresh: NotificationDraft = {
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
export function problemsOf(draft: NotificationDraft): Problems<NotificationDraft> {
  const email = draft.channel === "email";
  const hook = draft.channel === "webhook" || draft.channel === "slack-webhook";
  return {
    ...(draft.name.trim() === "" ? { name: "required" } : {}),
    ...(hook && !/^https?:\/\/\S+$/.test(draft.url.trim()) ? { url: "an http:// or https:// address" } : {}),
    ...(email && draft.to.length === 0 ? { to: "at least one address" } : {}),
    ...(email && !/^smtps?:\/\/\S+$/.test(draft.smtpUrl.trim()) ? { smtpUrl: "an smtp:// or smtps:// address" } : {}),
    ...(draft.channel === "webhook" && draft.secret !== "" && draft.secret.length < 16 ? { secret: "16 characters or more" } : {}),
  };
}

/** Whether it goes by mail, which has a subject. */
export function isMail({ channel, saved }: NotificationDraft): boolean {
  return (channel === "kept" ? saved?.channel.type : channel) === "email";
}

/** A new notification as the API takes it. */
export function bodyOf(draft: NotificationDraft): Body {
  const channel = channelOf(draft);
  if (channel === undefined) throw new TypeError("a new notification has no channel to keep");
  return { ...said(draft), channel };
}

/** The changes as the API takes them; a channel left out stays, with its secrets. */
export function changesOf(draft: NotificationDraft): Changes {
  const channel = channelOf(draft);
  return { ...said(draft), ...(channel === undefined ? {} : { channel }) };
}

function said(draft: NotificationDraft) {
  return {
    name: draft.name.trim(),
    match: {
      state_types: [...draft.states],
      state_names: [...draft.stateNames],
      tags: [...draft.tags],
      flows: [...draft.flows],
      deployment_ids: draft.saved?.match.deployment_ids ?? [],
    },
    message: draft.message.trim() === "" ? null : draft.message,
    subject: !isMail(draft) || draft.subject.trim() === "" ? null : draft.subject,
  };
}

function channelOf(draft: NotificationDraft): Body["channel"] | undefined {
  const url = draft.url.trim();
  if (draft.channel === "kept") return undefined;
  if (draft.channel === "slack-webhook") return { type: "slack-webhook", url };
  if (draft.channel === "webhook") return { type: "webhook", url, ...(draft.secret === "" ? {} : { secret: draft.secret }) };
  return {
    type: "email",
    to: [...draft.to],
    smtp_url: draft.smtpUrl.trim(),
    ...(draft.from.trim() === "" ? {} : { from: draft.from.trim() }),
  };
}
