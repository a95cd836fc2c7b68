import type { FlowRunFilter } from "#core/contract/filters.ts";
import type { StateType } from "#core/contract/states.ts";
import type { IndexName, Store, StoredDocument, StoreQuery } from "#core/ports/store.ts";
import {
  agentPartition,
  ENDED_BADLY,
  type EndedBadly,
  endedPartition,
  LEASED,
  NAMES_OF_BAD_ENDS,
  OPEN,
  SUSPENDED,
} from "../documents/flow-run-holder.ts";
import { allAgents } from "../work-queues/queue-state.ts";
import { merge, type Order, type Ordered, pages, type ReadBudget } from "./scan.ts";

/** How a request reads runs in order of time. */
export interface Reading {
  readonly store: Store;
  readonly order: Order;
  readonly range: StoreQuery["range"];
  readonly pageSize: number;
  readonly budget: ReadBudget;
}

/** States whose runs all have an entry in index `holder`. */
export interface IndexedStates {
  readonly ended: readonly EndedBadly[];
  /** Whether runs that go on are among them. */
  readonly goingOn: boolean;
}

/**
 * The states a filter asks for, if all of them are indexed. COMPLETED, SCHEDULED and PENDING are not: nearly every run has been in them, and
 * pays for no entry. A name stands for the type whose default it is.
 */
export function indexedStates(filter: FlowRunFilter | undefined): IndexedStates | undefined {
  const state = filter?.state;
  if (filter === undefined || state === undefined || filter.operator === "or_" || state.operator === "or_") return undefined;
  const types = state.type?.any_;
  if (types?.every((type) => isEndedBadly(type) || GOING_ON.has(type)))
    return { ended: ENDED_BADLY.filter((type) => types.includes(type)), goingOn: types.some((type) => GOING_ON.has(type)) };
  const names = state.name?.any_;
  if (names?.every((name) => Object.hasOwn(NAMES_OF_BAD_ENDS, name) || NAMES_GOING_ON.has(name))) {
    const isEnd = names.some((name) => Object.hasOwn(NAMES_OF_BAD_ENDS, name));
    // whoever sets a state may give it the name of another
    return { ended: isEnd ? ENDED_BADLY : [], goingOn: names.some((name) => NAMES_GOING_ON.has(name)) };
  }
  return undefined;
}

const GOING_ON: ReadonlySet<StateType> = new Set<StateType>(["RUNNING", "PAUSED", "CANCELLING"]);
const NAMES_GOING_ON: ReadonlySet<string> = new Set(["Running", "Retrying", "Paused", "Suspended", "Cancelling"]);

function isEndedBadly(type: StateType): type is EndedBadly {
  return ENDED_BADLY.some((bad) => bad === type);
}

/** Runs in these states by their place in time, and possibly others. */
export function byStates(reading: Reading, { ended, goingOn }: IndexedStates): Ordered {
  const streams = streamsOf(reading, "holder", [...ended.map(endedPartition), ...(goingOn ? [OPEN] : [])]);
  return merge(goingOn ? [...streams, held(reading)] : streams, reading.order);
}

/** One stream in order of time for each partition. */
export function streamsOf({ store, order, range, pageSize, budget }: Reading, index: IndexName, partitions: readonly string[]): Ordered[] {
  const { reverse } = order;
  return partitions.map((pk) => pages(store, { index, pk, reverse, limit: pageSize, ...(range && { range }) }, budget));
}

// What is under way is no more than what runs at once, and lies in other orders: read as a whole.
async function* held({ store, order: { place, reverse }, budget }: Reading): Ordered {
  const agents = await allAgents({ store });
  const found = new Map<string, StoredDocument>();
  for (const pk of [LEASED, SUSPENDED, ...agents.map(({ id }) => agentPartition(id))]) {
    for await (const page of pages(store, { index: "holder", pk, limit: 500 }, budget))
      for (const document of page) found.set(document.pk, document);
  }
  const sorted = [...found.values()].sort((a, b) => (place(a) < place(b) !== reverse ? -1 : 1));
  if (sorted.length > 0) yield sorted;
}
