import type { DocumentKey, JsonObject, NewDocument } from "#core/ports/store.ts";
import { runPartition } from "./keys.ts";

/** How far the start of a task for a run has come. Times are epoch milliseconds. */
export interface Launch {
  /** The run's epoch when the task was asked for: one that went on since needs another. */
  readonly epoch: number;
  /** Counts the tasks that were asked for; each is asked for under a text of its own. */
  readonly number: number;
  /**
   * `asking`: whoever asked may have died before it had the answer, so it is asked again under the same text. `later`: there was none to be
   * had. `started`, `stopped`: the task of that name.
   */
  readonly state: "asking" | "later" | "started" | "stopped";
  readonly at: number;
  readonly task: string | null;
  /** How often in a row there was none to be had, when it is tried again, and why. */
  readonly tries: number;
  readonly retry_at: number;
  readonly why: string | null;
}

/** It lies with its run, and goes with it. */
export const launchKey = (flowRunId: string): DocumentKey => ({ pk: runPartition(flowRunId), sk: "LAUNCH" });

/** The document of a launch. */
export function launchDocument(flowRunId: string, launch: Launch): NewDocument {
  return { ...launchKey(flowRunId), body: { ...launch } };
}

/** The launch a document holds. */
export function launchOf(document: { readonly body: JsonObject } | null): Launch | null {
  return document === null ? null : (document.body as unknown as Launch);
}
