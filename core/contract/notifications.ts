import * as z from "zod";
import { parseTemplate } from "#core/rules/template.ts";
import { Name, optional, orDefault, orNull, Tags, Timestamp, Uuid } from "./scalars.ts";
import { StateType } from "./states.ts";

/** What a message can say about a transition: `{{ flow_run.name }}`. */
export const messageVariables = [
  "notification.name",
  "flow_run.id",
  "flow_run.name",
  "flow_run.url",
  "flow_run.tags",
  "flow_run.run_count",
  "flow.id",
  "flow.name",
  "deployment.id",
  "deployment.name",
  "work_queue.name",
  "state.type",
  "state.name",
  "state.message",
  "state.timestamp",
] as const;

/** What is sent when a notification has no message of its own. Lines whose values are missing are left out. */
export const DEFAULT_MESSAGE = `Flow run {{ flow_run.name }} of flow {{ flow.name }} is {{ state.name }} (since {{ state.timestamp }}).
{{ state.message }}
{{ flow_run.url }}`;
/** Subject of mail when none is given. */
export const DEFAULT_SUBJECT = "{{ flow.name }} / {{ flow_run.name }}: {{ state.name }}";

const template = (longest: number) =>
  z
    .string()
    .min(1)
    .max(longest)
    .superRefine((text, context) => {
      const read = parseTemplate(text, messageVariables);
      if ("template" in read) return;
      for (const { message } of read.problems.slice(0, 10))
        context.addIssue({ code: "custom", message: `${message}; known are ${messageVariables.join(", ")}` });
    });
const Message = template(4000);
const Subject = template(250).refine((text) => !/[\r\n]/.test(text), "a subject is one line");

/** Which transitions: those that meet every condition given. An empty list is no condition. */
export const NotificationMatch = z
  .object({
    /** Types and names of states; a state of either list matches. */
    state_types: z.array(StateType),
    state_names: z.array(z.string()),
    /** A run must have all of these. */
    tags: z.array(z.string()),
    /** Names or ids of flows; one of them. */
    flows: z.array(z.string()),
    deployment_ids: z.array(Uuid),
  })
  .meta({ id: "NotificationMatch" });
export type NotificationMatch = z.output<typeof NotificationMatch>;

const MatchInput = z.strictObject({
  state_types: orDefault(z.array(StateType).max(9), []),
  state_names: orDefault(z.array(Name).max(50), []),
  tags: orDefault(Tags, []),
  flows: orDefault(z.array(Name).max(100), []),
  deployment_ids: orDefault(z.array(Uuid).max(100), []),
});

const address = z.email().max(320);
const url = (schemes: RegExp, what: string) =>
  z
    .string()
    .max(2000)
    .refine((text) => URL.canParse(text) && schemes.test(new URL(text).protocol), `expected ${what}`);
const HttpUrl = url(/^https?:$/, "an http:// or https:// address");

/** Where a notification goes, with what it takes to get there. Secrets are sealed when stored and never answered. */
export const ChannelInput = z
  .discriminatedUnion("type", [
    /** An incoming webhook of Slack, or of what takes the same (Mattermost, Discord's /slack, Rocket.Chat). */
    z.strictObject({ type: z.literal("slack-webhook"), url: HttpUrl }),
    /** A POST of JSON, signed with the secret; without one, a secret is made and answered once. */
    z.strictObject({ type: z.literal("webhook"), url: HttpUrl, secret: optional(z.string().min(16).max(255)) }),
    /** Mail over SMTP: `smtp://user:password@host:587`, or `smtps://` for TLS from the first byte. */
    z.strictObject({
      type: z.literal("email"),
      to: z.array(address).min(1).max(50),
      /** Default: the user of the SMTP address if it is a mail address, else millrace@<host>. */
      from: optional(address),
      smtp_url: url(/^smtps?:$/, "an smtp:// or smtps:// address"),
    }),
  ])
  .meta({ id: "NotificationChannelInput" });
export type ChannelInput = z.output<typeof ChannelInput>;

/** Where a notification goes, as far as it is no secret. */
export const Channel = z
  .object({
    type: z.enum(["slack-webhook", "webhook", "email"]),
    /** For people: the host of a Slack webhook, the address of a webhook without its query, or the recipients. */
    target: z.string(),
  })
  .meta({ id: "NotificationChannel" });

/** Who is told of which transitions. */
export const Notification = z
  .object({
    id: Uuid,
    created: Timestamp,
    updated: Timestamp,
    name: Name,
    is_paused: z.boolean(),
    match: NotificationMatch,
    channel: Channel,
    /** Null: {@link DEFAULT_MESSAGE}. */
    message: z.string().nullable(),
    /** Of mail. Null: {@link DEFAULT_SUBJECT}. */
    subject: z.string().nullable(),
  })
  .meta({ id: "Notification" });
export type Notification = z.output<typeof Notification>;

export const NotificationCreate = z
  .strictObject({
    name: Name,
    is_paused: orDefault(z.boolean(), false),
    match: orDefault(MatchInput, { state_types: [], state_names: [], tags: [], flows: [], deployment_ids: [] }),
    channel: ChannelInput,
    message: orNull(Message),
    subject: orNull(Subject),
  })
  .meta({ id: "NotificationCreate" });
export type NotificationCreate = z.output<typeof NotificationCreate>;

/** What is left out stays. A channel is replaced as a whole, its secrets included. */
export const NotificationUpdate = z
  .strictObject({
    name: optional(Name),
    is_paused: optional(z.boolean()),
    match: optional(MatchInput),
    channel: optional(ChannelInput),
    /** Null goes back to the usual message. */
    message: Message.nullable().optional(),
    subject: Subject.nullable().optional(),
  })
  .meta({ id: "NotificationUpdate" });
export type NotificationUpdate = z.output<typeof NotificationUpdate>;

/** The answer to a creation or a change; the only one that ever shows a secret, and only one made by the server. */
export const NotificationSaved = Notification.extend({
  /** The secret made for a webhook that came without one. */
  webhook_secret: z.string().nullable(),
}).meta({ id: "NotificationSaved" });

/** One message on its way, or where it ended. */
export const Delivery = z
  .object({
    id: Uuid,
    notification_id: Uuid,
    created: Timestamp,
    updated: Timestamp,
    status: z.enum(["PENDING", "DELIVERED", "FAILED"]),
    attempts: z.int(),
    /** When it is tried again; null once it is done. */
    next_attempt: Timestamp.nullable(),
    /** Why the last attempt failed. */
    error: z.string().nullable(),
    /** Asked for by `test`, with invented values. */
    is_test: z.boolean(),
    flow_run_id: Uuid.nullable(),
    flow_run_name: z.string(),
    flow_name: z.string(),
    state_type: StateType,
    state_name: z.string(),
    state_timestamp: Timestamp,
  })
  .meta({ id: "NotificationDelivery" });
export type Delivery = z.output<typeof Delivery>;
