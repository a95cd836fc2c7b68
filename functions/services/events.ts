import * as z from "zod";
import { type Event, EventFilter } from "#core/contract/events.ts";
import { API_EVENT_PREFIX } from "#core/contract/messages.ts";
import { ProblemError } from "#core/contract/problem.ts";
import { formatTimestamp, Timestamp, Uuid } from "#core/contract/scalars.ts";
import { eventPredicate } from "#core/rules/event-filter.ts";
import { byEventTime, type EventPlace } from "#core/rules/event-order.ts";
import type { CallContext, Services } from "./deps.ts";
import { eventChunks } from "./documents/event-chunk.ts";
import { dayOf } from "./documents/keys.ts";
import { eventsInOrder } from "./listing/events.ts";
import { createBudget } from "./listing/scan.ts";
import type { Parts } from "./parts.ts";

/** Storing events of clients and listing all. */
export function eventServices(parts: Parts): Pick<Services, "createEvents" | "filterEvents" | "nextEvents"> {
  const { clock } = parts;
  return {
    async createEvents({ body }) {
      refuseOurs(body);
      const received = formatTimestamp(clock.now());
      await writeEvents(
        parts,
        body.map((event) => ({ ...event, received })),
      );
      return undefined;
    },
    async filterEvents({ body }, context) {
      const now = clock.now();
      const filter = body?.filter ?? EventFilter.parse({});
      const occurred = {
        since: filter.occurred?.since ?? formatTimestamp(now - DEFAULT_DAYS * 86_400_000),
        until: filter.occurred?.until ?? formatTimestamp(now),
      };
      return readPage(parts, { filter: { ...filter, occurred }, limit: body?.limit ?? 50 }, context);
    },
    nextEvents: async ({ query }, context) => readPage(parts, readToken(query["page-token"]), context),
  };
}

/** Stores events; the same ones again change nothing. */
export async function writeEvents(parts: Pick<Parts, "store" | "eventDays" | "settings">, events: readonly Event[]): Promise<void> {
  if (events.length === 0) return;
  for (const day of new Set(events.map(({ occurred }) => dayOf(occurred)))) await parts.eventDays.mark(day);
  const chunks = eventChunks(events, parts.settings.retention ?? {});
  await parts.store.putMany(chunks.map((document) => ({ document, expect: "any" })));
}

// who did what is for the server alone to say
function refuseOurs(events: readonly { readonly event: string }[]): void {
  const ours = events.find(({ event }) => event.startsWith(API_EVENT_PREFIX));
  if (ours === undefined) return;
  throw new ProblemError("invalid", {
    what: "Only the server makes events of that name.",
    got: ours.event.slice(0, 200),
    expected: `a name that does not begin with ${API_EVENT_PREFIX}`,
    do: "Choose another name.",
  });
}

const DEFAULT_DAYS = 180;
/** Documents read only to say how many events there are. */
const COUNT_DOCUMENTS = 2000;

/** A listing under way: its filter with both ends of time fixed, where the last page ended, and how many there are. */
interface Listing {
  readonly filter: EventFilter & { readonly occurred: { readonly since: string; readonly until: string } };
  readonly limit: number;
  readonly after?: EventPlace;
  readonly total?: number;
}

async function readPage({ store }: Pick<Parts, "store">, listing: Listing, context: CallContext) {
  const { filter, limit, after } = listing;
  const reverse = filter.order === "DESC";
  const keep = eventPredicate(filter);
  const budget = createBudget("event chunk");
  const counting = createBudget("event chunk", COUNT_DOCUMENTS);
  const range = { ...filter.occurred, reverse, ...(after && (reverse ? { until: after.occurred } : { since: after.occurred })) };
  const events: Event[] = [];
  let matching = 0;
  let more = false;
  try {
    const spend = (documents: number) => {
      budget.spend(documents);
      if (events.length >= limit) counting.spend(documents);
    };
    for await (const event of eventsInOrder(store, range, { spend })) {
      if (after !== undefined && (reverse ? byEventTime(event, after) >= 0 : byEventTime(event, after) <= 0)) continue;
      if (!keep(event)) continue;
      matching += 1;
      if (events.length < limit) events.push(event);
      else {
        more = true;
        // later pages know the number already
        if (listing.total !== undefined) break;
      }
    }
  } catch (error) {
    // the page is whole; only the counting went too far
    if (!(error instanceof ProblemError) || events.length < limit) throw error;
    more = true;
  }
  const total = listing.total ?? matching;
  const last = events.at(-1);
  const token = more && last !== undefined ? tokenOf({ filter, limit, total, after: { occurred: last.occurred, id: last.id } }) : undefined;
  return { events, total, next_page: token === undefined ? null : `${context.baseUrl}/events/filter/next?page-token=${token}` };
}

const Continuation = z.object({
  limit: z.int().min(1).max(50),
  after: z.object({ occurred: Timestamp, id: Uuid }),
  total: z.int().min(0),
});

function tokenOf(listing: Listing): string {
  return Buffer.from(JSON.stringify(listing)).toString("base64url");
}

function readToken(token: string): Listing {
  try {
    const { filter, limit, after, total } = JSON.parse(Buffer.from(token, "base64url").toString()) as Listing;
    const parsed = EventFilter.parse(filter);
    const { since, until } = parsed.occurred ?? {};
    if (since === undefined || until === undefined) throw new TypeError("its time is open");
    return { filter: { ...parsed, occurred: { since, until } }, ...Continuation.parse({ limit, after, total }) };
  } catch (cause) {
    // as Prefect, which answers 403
    throw new ProblemError("forbidden", {
      what: "The page token is none that this server made.",
      expected: "the next_page of a listing, unchanged",
      do: "Begin the listing again with POST /api/events/filter.",
      cause,
    });
  }
}
