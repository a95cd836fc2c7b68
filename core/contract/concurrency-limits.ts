import * as z from "zod";
import { Name, optional, orDefault, orNull, Timestamp, Uuid } from "./scalars.ts";

// Limits by name, and limits by tag, which are the limits named `tag:<tag>`. A limit is held by lease or by run, so no slot can leak.

/** Name of a limit: none of the characters that paths are made of. */
export const LimitName = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^/%&><\p{Cc}]+$/u, "none of / % & > < is allowed");

/** The first words of names that queues, deployments and schedules give to limits of their own. */
export const IMPLICIT_PREFIXES = ["queue:", "deployment:", "overlap:"] as const;
const OwnLimitName = LimitName.refine(
  (name) => !IMPLICIT_PREFIXES.some((prefix) => name.startsWith(prefix)),
  `names that begin with ${IMPLICIT_PREFIXES.join(", ")} are made by what they limit`,
);

const LimitSize = z.int().min(0).max(1_000_000);
const Decay = z.number().min(0).max(1_000_000);

/** A concurrency limit, or a rate limit if its slots decay. */
export const ConcurrencyLimitV2 = z
  .object({
    id: Uuid,
    created: Timestamp,
    updated: Timestamp,
    active: z.boolean(),
    name: z.string(),
    limit: z.int(),
    /** Slots in use now. */
    active_slots: z.int(),
    denied_slots: z.int(),
    /** Above 0 it is a rate limit: so many slots come back each second, and none is given back. */
    slot_decay_per_second: z.number(),
    avg_slot_occupancy_seconds: z.number(),
  })
  .meta({ id: "ConcurrencyLimitV2" });
export type ConcurrencyLimitV2 = z.output<typeof ConcurrencyLimitV2>;

export const ConcurrencyLimitV2Create = z
  .strictObject({
    name: OwnLimitName,
    limit: LimitSize,
    active: orDefault(z.boolean(), true),
    active_slots: orDefault(z.int().min(0), 0),
    denied_slots: orDefault(z.int().min(0), 0),
    slot_decay_per_second: orDefault(Decay, 0),
  })
  .meta({ id: "ConcurrencyLimitV2Create" });

export const ConcurrencyLimitV2Update = z
  .strictObject({
    active: optional(z.boolean()),
    /** A limit keeps its name; only the same one is taken. */
    name: optional(LimitName),
    limit: optional(LimitSize),
    /** 0 drops every holder. */
    active_slots: optional(z.int().min(0)),
    denied_slots: optional(z.int().min(0)),
    slot_decay_per_second: optional(Decay),
  })
  .meta({ id: "ConcurrencyLimitV2Update" });

/** A limit in answers about slots. */
export const MinimalLimit = z.object({ id: Uuid, name: z.string(), limit: z.int() }).meta({ id: "MinimalLimit" });
export type MinimalLimit = z.output<typeof MinimalLimit>;

const names = z.array(Name).min(1).max(100);
const slots = z.int().min(1).max(1_000_000);
const mode = orDefault(z.enum(["concurrency", "rate_limit"]), "concurrency");
/** Seconds. */
const leaseDuration = orDefault(z.number().min(60).max(86_400), 300);

export const IncrementSlots = z
  .strictObject({ names, slots, mode, create_if_missing: z.boolean().nullish() })
  .meta({ id: "IncrementSlots" });
export const DecrementSlots = z
  .strictObject({ names, slots, occupancy_seconds: orNull(z.number().min(0)), create_if_missing: z.boolean().nullish() })
  .meta({ id: "DecrementSlots" });

/** Who holds slots under a lease. */
export const LeaseHolder = z.strictObject({ type: z.enum(["flow_run", "task_run", "deployment"]), id: Uuid }).meta({ id: "LeaseHolder" });

export const IncrementWithLease = z
  .strictObject({ names, slots, mode, lease_duration: leaseDuration, holder: orNull(LeaseHolder) })
  .meta({ id: "IncrementWithLease" });
export const LimitsWithLease = z.object({ lease_id: Uuid, limits: z.array(MinimalLimit) }).meta({ id: "LimitsWithLease" });
export const RenewLease = z.strictObject({ lease_duration: leaseDuration }).meta({ id: "RenewLease" });
export const DecrementWithLease = z.strictObject({ lease_id: Uuid }).meta({ id: "DecrementWithLease" });

/** Who holds slots of a limit, and until when nobody needs to look whether it still does. */
export const SlotHolder = z
  .object({
    flow_run_id: Uuid.nullable(),
    flow_run_name: z.string().nullable(),
    task_run_id: Uuid.nullable(),
    lease_id: Uuid.nullable(),
    slots: z.int(),
    acquired: Timestamp,
    /**
     * Of a lease: when it ends unless renewed. Of a run: when the run itself is looked at; it keeps its slots while it goes on.
     * Of a rate limit: when the slots have come back.
     */
    expires: Timestamp,
  })
  .meta({ id: "SlotHolder" });
export type SlotHolder = z.output<typeof SlotHolder>;

/** A limit by tag. */
export const ConcurrencyLimit = z
  .object({
    id: Uuid,
    created: Timestamp,
    updated: Timestamp,
    tag: z.string(),
    concurrency_limit: z.int(),
    /** Ids of the task runs, flow runs or leases that hold a slot. */
    active_slots: z.array(Uuid),
  })
  .meta({ id: "ConcurrencyLimit" });
export type ConcurrencyLimit = z.output<typeof ConcurrencyLimit>;

/** A tag that can be limited. */
export const LimitedTag = LimitName.max(251);
export const ConcurrencyLimitCreate = z
  .strictObject({ tag: LimitedTag, concurrency_limit: LimitSize })
  .meta({ id: "ConcurrencyLimitCreate" });
export const ResetTag = z.strictObject({ slot_override: orNull(z.array(Uuid).max(400)) }).meta({ id: "ResetTag" });
export const TagSlots = z.strictObject({ names: z.array(Name).max(100), task_run_id: Uuid }).meta({ id: "TagSlots" });
