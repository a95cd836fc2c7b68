import { defined, oneOf, text } from "../../lib/search.ts";

/** What the URL of the work queues list holds. */
export interface WorkQueuesSearch {
  /** Part of a queue's name. */
  readonly q?: string;
  /** The creation dialog is open. */
  readonly create?: "new";
}

/** Reads the URL; what it does not know it leaves out. */
export function parseWorkQueuesSearch(raw: Record<string, unknown>): WorkQueuesSearch {
  return defined({ q: text(raw["q"]), create: oneOf(raw["create"], ["new"] as const) });
}

/** Spans of the preview of upcoming runs, in hours. */
export const spans = { "1h": 1, "6h": 6, "24h": 24, "7d": 168 } as const;
export type Span = keyof typeof spans;

/** What the URL of a work queue's page holds. */
export interface WorkQueueSearch {
  readonly within?: Span;
}

/** Reads the URL; what it does not know it leaves out. */
export function parseWorkQueueSearch(raw: Record<string, unknown>): WorkQueueSearch {
  return defined({ within: oneOf(raw["within"], Object.keys(spans) as Span[]) });
}
