import * as z from "zod";
import { Name, orNull, Timestamp, Uuid } from "./scalars.ts";

// Ours: who may call the API, and as what.

/** What a token may do: `admin` everything, `member` all but tokens and storages, `viewer` read, `agent` run what queues hold. */
export const Role = z.enum(["admin", "member", "viewer", "agent"]);
export type Role = z.output<typeof Role>;

/** Seconds the longest token with an end may live: ten years. */
export const TOKEN_SECONDS = 315_360_000;

/** A token as it is listed: never the token itself, which the server does not keep. */
export const Token = z
  .object({
    id: Uuid,
    name: z.string(),
    role: Role,
    created: Timestamp,
    /** Name of the token that made it; null for the first one of a deployment and on a server that asks for none. */
    created_by: z.string().nullable(),
    /** Null for one that stays until it is revoked. */
    expires_at: Timestamp.nullable(),
    revoked_at: Timestamp.nullable(),
    /** About when it was last used, to an hour; null if never. */
    last_used: Timestamp.nullable(),
    /** The work queues an agent may claim from; null for all. */
    work_queues: z.array(z.string()).nullable(),
    status: z.enum(["active", "expired", "revoked"]),
  })
  .meta({ id: "Token" });
export type Token = z.output<typeof Token>;

export const TokenCreate = z
  .strictObject({
    name: Name,
    role: Role,
    /** Seconds from now; null or absent for one that stays until it is revoked. */
    expires_in: orNull(z.int().min(60).max(TOKEN_SECONDS)),
    /** Names of work queues; only for agents. */
    work_queues: orNull(z.array(Name).min(1).max(100)),
  })
  .refine(({ role, work_queues }) => role === "agent" || work_queues === null, {
    path: ["work_queues"],
    message: "only a token of role agent is held to work queues",
  })
  .meta({ id: "TokenCreate" });
export type TokenCreate = z.output<typeof TokenCreate>;

/** The answer to making one: the only time the token is shown. */
export const TokenCreated = Token.extend({ token: z.string() }).meta({ id: "TokenCreated" });
export type TokenCreated = z.output<typeof TokenCreated>;

/** Who the caller is to the server. */
export const Me = z
  .object({
    role: Role,
    /** Name of the token; null on a server that asks for none. */
    name: z.string().nullable(),
    /** Null also for the token a server was started with. */
    token_id: Uuid.nullable(),
    expires_at: Timestamp.nullable(),
    work_queues: z.array(z.string()).nullable(),
  })
  .meta({ id: "Me" });
export type Me = z.output<typeof Me>;
