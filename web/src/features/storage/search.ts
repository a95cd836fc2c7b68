import { defined, oneOf } from "../../lib/search.ts";

/** The tabs of the page; the first is shown when the URL names none. */
export const tabs = ["storage", "blocks", "variables"] as const;

/** What the URL of the storage page holds. */
export interface StorageSearch {
  readonly tab?: (typeof tabs)[number];
  /** The dialog that creates what the tab lists is open. */
  readonly create?: "new";
}

/** Reads the URL; what it does not know it leaves out. */
export function parseStorageSearch(raw: Record<string, unknown>): StorageSearch {
  return defined({ tab: oneOf(raw["tab"], tabs), create: oneOf(raw["create"], ["new"] as const) });
}

/** Whether the dialog of a tab is open, and how it opens and closes: the URL says so. */
export interface Creating {
  readonly creating: boolean;
  readonly open: (next: "new" | undefined) => void;
}
