import type { Client } from "#core/contract/client.ts";
import type { Event } from "#core/contract/events.ts";
import { formatTimestamp, parseTimestamp } from "#core/contract/scalars.ts";

/** Which events. */
export interface EventQuery {
  readonly runId: string | undefined;
  /** Beginnings of names. */
  readonly prefixes: readonly string[] | undefined;
  readonly limit: number;
  /** Only those from this Timestamp on. */
  readonly since?: string;
}

/** The newest events that match, oldest first. */
export async function latestEvents(client: Client, query: EventQuery): Promise<Event[]> {
  const events: Event[] = [];
  let page = await client.filterEvents({ body: { filter: filterOf(query), limit: Math.min(query.limit, PAGE) } });
  for (;;) {
    events.push(...page.events);
    if (events.length >= query.limit || page.next_page === null) break;
    const token = new URL(page.next_page).searchParams.get("page-token") ?? "";
    page = await client.nextEvents({ query: { "page-token": token } });
  }
  return events.slice(0, query.limit).reverse();
}

/** Hands over events as they come, each once, until the signal. Those of `seen` are known already. */
export async function followEvents(
  client: Client,
  query: EventQuery,
  seen: readonly Event[],
  take: (event: Event) => void,
  signal: AbortSignal,
): Promise<void> {
  const known = new Set(seen.map(({ id }) => id));
  let newest = seen.at(-1)?.occurred ?? formatTimestamp(Date.now() - OVERLAP_MS);
  while (!signal.aborted) {
    const since = formatTimestamp(parseTimestamp(newest) - OVERLAP_MS);
    const fresh = await latestEvents(client, { ...query, limit: MOST, since });
    for (const event of fresh) {
      if (known.has(event.id)) continue;
      known.add(event.id);
      if (event.occurred > newest) newest = event.occurred;
      take(event);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

const PAGE = 50;
const MOST = 1000;
const POLL_MS = 1000;
/** Transitions become events a little later, and not quite in order. */
const OVERLAP_MS = 15_000;

function filterOf({ runId, prefixes, since }: EventQuery) {
  return {
    ...(runId !== undefined && { resource: { id: [`prefect.flow-run.${runId}`] } }),
    ...(prefixes !== undefined && { event: { prefix: [...prefixes] } }),
    ...(since !== undefined && { occurred: { since } }),
  };
}
