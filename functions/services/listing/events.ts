import type { Event } from "#core/contract/events.ts";
import { formatTimestamp, parseTimestamp } from "#core/contract/scalars.ts";
import type { Store } from "#core/ports/store.ts";
import { byEventTime, type EventPlace } from "#core/rules/event-order.ts";
import { EVENT_SPAN_MS, eventsOf, firstOfEventChunk } from "../documents/event-chunk.ts";
import { dayOf, EVENT_DAYS, EVENT_PREFIX, eventsPartition } from "../documents/keys.ts";
import { pages, type ReadBudget } from "./scan.ts";

/** Which part of time, and in which direction. Both ends are inclusive Timestamps. */
export interface EventRange {
  readonly since: string;
  readonly until: string;
  /** Newest first. */
  readonly reverse: boolean;
}

/** All events of the range in order, each once, though several chunks may hold it. */
export async function* eventsInOrder(store: Store, range: EventRange, budget: ReadBudget): AsyncGenerator<Event> {
  let last: EventPlace | undefined;
  for await (const batch of sortedBatches(store, range, budget)) {
    for (const event of batch) {
      if (event.occurred < range.since || event.occurred > range.until) continue;
      if (last !== undefined && byEventTime(last, event) === 0) continue;
      last = event;
      yield event;
    }
  }
}

async function* sortedBatches(store: Store, range: EventRange, budget: ReadBudget): AsyncGenerator<readonly Event[]> {
  const { since, until, reverse } = range;
  const days = { index: "list", pk: EVENT_DAYS, range: { from: dayOf(since), to: dayOf(until) }, reverse } as const;
  for await (const marks of pages(store, days, budget)) {
    for (const mark of marks) yield* eventsOfDay(store, mark.indexes!.list!.sk, range, budget);
  }
}

// Chunks come by their first event and overlap. An event goes out once no chunk still to come can hold an earlier one (a later one,
// backwards: there a chunk reaches at most its span beyond its first event).
async function* eventsOfDay(
  store: Store,
  day: string,
  { since, until, reverse }: EventRange,
  budget: ReadBudget,
): AsyncGenerator<readonly Event[]> {
  const compare = (a: Event, b: Event) => (reverse ? byEventTime(b, a) : byEventTime(a, b));
  const from = `${EVENT_PREFIX}${formatTimestamp(Math.max(0, parseTimestamp(since) - EVENT_SPAN_MS))}`;
  const range = { from, to: `${EVENT_PREFIX}${until}~` };
  let waiting: Event[] = [];
  for await (const page of pages(store, { index: "main", pk: eventsPartition(day), range, reverse, limit: 50 }, budget)) {
    for (const chunk of page) waiting.push(...eventsOf(chunk));
    waiting.sort(compare);
    const frontier = firstOfEventChunk(page.at(-1)!);
    const limit = reverse ? formatTimestamp(parseTimestamp(frontier) + EVENT_SPAN_MS) : frontier;
    const at = waiting.findIndex((event) => (reverse ? event.occurred <= limit : event.occurred >= limit));
    if (at === 0) continue;
    yield at < 0 ? waiting : waiting.slice(0, at);
    waiting = at < 0 ? [] : waiting.slice(at);
  }
  if (waiting.length > 0) yield waiting;
}
