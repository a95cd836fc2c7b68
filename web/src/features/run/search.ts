import type { StateType } from "../../../../core/contract/states.ts";
import { defined, oneOf, someOf, text } from "../../lib/search.ts";
import { stateTypes } from "../../lib/tone.ts";

/** The tabs of a run's page; the first is shown when the URL names none. */
export const tabs = ["tasks", "graph", "logs", "parameters", "artifacts", "subflows", "details"] as const;
export type Tab = (typeof tabs)[number];

/** Levels to start from, by their names in the URL. */
export const levels = { debug: 10, info: 20, warning: 30, error: 40 } as const;
export type Level = keyof typeof levels;

/** What the URL of a run's page holds. */
export interface RunSearch {
  readonly tab?: Tab;
  /** The task run whose drawer is open. */
  readonly task?: string;
  /** Part of a task run's name. */
  readonly q?: string;
  readonly state?: readonly StateType[];
  /** Rows of one task under one heading; by default only when there are many. */
  readonly group?: "on" | "off";
  readonly level?: Level;
  /** Words in log lines. */
  readonly text?: string;
  /** The task run whose log lines are shown. */
  readonly from?: string;
}

/** Reads the URL; what it does not know it leaves out. */
export function parseRunSearch(raw: Record<string, unknown>): RunSearch {
  return defined({
    tab: oneOf(raw["tab"], tabs),
    task: text(raw["task"]),
    q: text(raw["q"]),
    state: someOf(raw["state"], stateTypes),
    group: oneOf(raw["group"], ["on", "off"] as const),
    level: oneOf(raw["level"], Object.keys(levels) as Level[]),
    text: text(raw["text"]),
    from: text(raw["from"]),
  });
}
