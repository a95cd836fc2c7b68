import type { DocumentKey, JsonObject, NewDocument } from "#core/ports/store.ts";

/** An agent as stored. Its lease is that of all runs it holds. */
export interface AgentRecord {
  readonly id: string;
  readonly name: string;
  /** Of the program it is, where it said so. */
  readonly version?: string | undefined;
  readonly created: string;
  readonly last_seen: string;
  readonly lease_expires_at: string;
  readonly work_queue_names: readonly string[];
  /** Set when it retired or its lease ran out: it holds nothing any more. */
  readonly gone: boolean;
}

/** Index `list`: all agents. */
export const AGENTS = "AGENTS";
export const agentKey = (id: string): DocumentKey => ({ pk: `AGENT#${id}`, sk: "META" });

/** The document of an agent; it goes by itself a day after it was last heard of. */
export function agentDocument({ id, ...rest }: AgentRecord, nowMs: number): NewDocument {
  return {
    ...agentKey(id),
    body: { ...rest },
    indexes: { list: { pk: AGENTS, sk: id } },
    expiresAt: Math.floor(nowMs / 1000) + 86_400,
  };
}

/** The agent a document holds. */
export function agentOf(document: { readonly pk: string; readonly body: JsonObject }): AgentRecord {
  return { ...(document.body as unknown as AgentRecord), id: document.pk.slice("AGENT#".length) };
}
