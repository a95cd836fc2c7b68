import * as z from "zod";
import { Json, optional, orDefault, orNull, Timestamp, TimestampInput, Uuid } from "./scalars.ts";

/** Labels of something an event is about; `prefect.resource.id` names it, such as `prefect.flow-run.<uuid>`. */
export const EventResource = z.record(z.string(), z.string()).meta({ id: "EventResource" });
export type EventResource = z.output<typeof EventResource>;

/** Something that happened. A flow run's transition is `prefect.flow-run.<state name>`, and its id is the state's. */
export const Event = z
  .object({
    id: Uuid,
    occurred: Timestamp,
    received: Timestamp,
    event: z.string(),
    resource: EventResource,
    /** What else it concerns; each has a `prefect.resource.role`. */
    related: z.array(EventResource),
    payload: Json,
    /** The event it follows, where that is known. */
    follows: Uuid.nullable(),
  })
  .meta({ id: "Event" });
export type Event = z.output<typeof Event>;

const label = z.string().min(1).max(255);
const resourceInput = (...needed: string[]) =>
  z
    .record(label, z.string().max(4096))
    .refine((labels) => Object.keys(labels).length <= 100, "at most 100 labels are kept")
    .refine((labels) => needed.every((name) => labels[name]), `needs ${needed.join(" and ")}`);

/** Bytes of JSON an event's payload may have. */
export const EVENT_PAYLOAD_BYTES = 32_000;

/** An event of a client. Sent again with the same id and time, it is listed once. */
export const EventCreate = z
  .strictObject({
    id: Uuid,
    occurred: TimestampInput,
    event: z.string().min(1).max(1024),
    resource: resourceInput("prefect.resource.id"),
    related: orDefault(z.array(resourceInput("prefect.resource.id", "prefect.resource.role")).max(100), []),
    payload: orDefault(
      Json.refine((payload) => JSON.stringify(payload).length <= EVENT_PAYLOAD_BYTES, `more than ${EVENT_PAYLOAD_BYTES} bytes of JSON`),
      {},
    ),
    follows: orNull(Uuid),
    // the server's own to give
    received: optional(TimestampInput),
  })
  .meta({ id: "EventCreate" });
export type EventCreate = z.output<typeof EventCreate>;

// Unlike other filters, and as in Prefect: an empty list is no condition.
const texts = optional(z.array(z.string().max(1024)).max(200));
const Labels = optional(z.record(z.string().max(255), z.union([z.string().max(4096), z.array(z.string().max(4096)).max(100)])));
const oneOrMore = <T extends z.ZodType>(filter: T) => optional(z.union([filter.transform((one) => [one]), z.array(filter).max(20)]));

/** Which events. A label's value may be `*`, end in `*`, or begin with `!`. */
export const EventFilter = z
  .strictObject({
    /** Default: the last 180 days. Both inclusive. */
    occurred: optional(z.strictObject({ since: optional(TimestampInput), until: optional(TimestampInput) })),
    event: optional(z.strictObject({ name: texts, prefix: texts, exclude_name: texts, exclude_prefix: texts })),
    resource: optional(z.strictObject({ id: texts, id_prefix: texts, labels: Labels, distinct: optional(z.boolean()) })),
    related: oneOrMore(
      z.strictObject({
        id: texts,
        role: texts,
        resources_in_roles: optional(z.array(z.tuple([z.string().max(1024), z.string().max(1024)])).max(50)),
        labels: Labels,
      }),
    ),
    any_resource: oneOrMore(z.strictObject({ id: texts, id_prefix: texts, labels: Labels })),
    id: optional(z.strictObject({ id: optional(z.array(Uuid).max(200)) })),
    /** Words anywhere in the event, as in log queries. */
    text: optional(z.strictObject({ query: z.string().max(200) })),
    order: orDefault(z.enum(["ASC", "DESC"]), "DESC"),
  })
  .meta({ id: "EventFilter" });
export type EventFilter = z.output<typeof EventFilter>;

/** One page of events. */
export const EventPage = z
  .object({
    events: z.array(Event),
    /** How many match; where more match than one request may read, those counted so far. */
    total: z.int(),
    /** Where the next page is; null at the end. */
    next_page: z.string().nullable(),
  })
  .meta({ id: "EventPage" });
export type EventPage = z.output<typeof EventPage>;
