import { defined, oneOf, text } from "../../lib/search.ts";

/** What the URL of the concurrency limits holds. */
export interface LimitsSearch {
  /** Part of a limit's name. */
  readonly q?: string;
  /** The creation dialog is open. */
  readonly create?: "new";
}

/** Reads the URL; what it does not know it leaves out. */
export function parseLimitsSearch(raw: Record<string, unknown>): LimitsSearch {
  return defined({ q: text(raw["q"]), create: oneOf(raw["create"], ["new"] as const) });
}
