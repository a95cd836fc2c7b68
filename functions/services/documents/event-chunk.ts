import { createHash } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { Event } from "#core/contract/events.ts";
import { parseTimestamp } from "#core/contract/scalars.ts";
import type { DocumentKey, JsonObject, NewDocument } from "#core/ports/store.ts";
import { byEventTime } from "#core/rules/event-order.ts";
import { eventExpiry, type Retention } from "#core/rules/retention.ts";
import { dayOf, EVENT_PREFIX, eventsPartition } from "./keys.ts";

/** No chunk spans more than this many milliseconds, so that reading backwards knows how far a chunk can reach. */
export const EVENT_SPAN_MS = 60_000;

/** Events as few compressed documents, each of one day. The same events make the same documents, so a batch may be written twice. */
export function eventChunks(events: readonly Event[], retention: Retention): NewDocument[] {
  return split([...events].sort(byEventTime)).map((chunk) => chunkDocument(chunk, retention));
}

/** The events of a chunk, oldest first. */
export function eventsOf(document: { readonly body: JsonObject }): Event[] {
  const { rows, z } = document.body as { rows?: Event[]; z?: string };
  return rows ?? (JSON.parse(inflateRawSync(Buffer.from(z as string, "base64")).toString()) as Event[]);
}

/** The time of a chunk's first event. */
export function firstOfEventChunk(document: DocumentKey): string {
  return document.sk.slice(EVENT_PREFIX.length, EVENT_PREFIX.length + 27);
}

// Below this many characters compression does not pay.
const COMPRESS_FROM = 512;
const CHUNK_CHARACTERS = 90_000;

function split(sorted: readonly Event[]): Event[][] {
  const parts: Event[][] = [];
  let part: Event[] = [];
  let size = 0;
  for (const event of sorted) {
    const first = part[0];
    const length = JSON.stringify(event).length;
    const fits =
      first === undefined ||
      (dayOf(first.occurred) === dayOf(event.occurred) &&
        parseTimestamp(event.occurred) - parseTimestamp(first.occurred) <= EVENT_SPAN_MS &&
        size + length <= CHUNK_CHARACTERS);
    if (!fits) {
      parts.push(part);
      part = [];
      size = 0;
    }
    part.push(event);
    size += length;
  }
  if (part.length > 0) parts.push(part);
  return parts;
}

function chunkDocument(events: readonly Event[], retention: Retention): NewDocument {
  const first = events[0]!.occurred;
  const name = createHash("sha256")
    .update(events.map(({ id }) => id).join())
    .digest("base64url")
    .slice(0, 16);
  const text = JSON.stringify(events);
  const expiresAt = eventExpiry(retention, parseTimestamp(first));
  return {
    pk: eventsPartition(dayOf(first)),
    sk: `${EVENT_PREFIX}${first}#${name}`,
    body: text.length < COMPRESS_FROM ? { rows: events } : { z: deflateRawSync(text).toString("base64") },
    ...(expiresAt !== undefined && { expiresAt }),
  };
}
