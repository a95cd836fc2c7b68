import { ProblemError } from "#core/contract/problem.ts";
import { formatTimestamp, parseTimestamp } from "#core/contract/scalars.ts";
import type { DocumentKey, JsonObject } from "#core/ports/store.ts";
import { DAY_MS, DEFAULT_RUN_DAYS, daysOf, fewestDays, type Retention } from "#core/rules/retention.ts";
import { isFinal } from "#core/rules/states.ts";
import { crashPoint } from "../crash-point.ts";
import { flowRunRecord, type StoredFlowRun } from "./documents/flow-run.ts";
import { DAYS, dayOf, dayPartition } from "./documents/keys.ts";
import type { Parts } from "./parts.ts";
import { type RemovalBudget, removeRun } from "./runs/remove.ts";

/** Documents one pass removes at most, the rest being left for the next. */
const PASS_DOCUMENTS = 2000;
/** Pages of runs one pass reads at most. */
const PASS_PAGES = 20;
/** Hours from the end of one round over all old days to the next. */
const ROUND_HOURS = 6;

/**
 * Removes flow runs that ended longer ago than they are kept, with all that belongs to them. Goes through the days from the oldest on, as far
 * as runs can be old enough, a bounded piece each call, and notes how far it came; once through, it rests for some hours, in which a call is
 * one small read. Calls may overlap or die half-way. Returns how many runs were removed.
 */
export async function upkeep(parts: Parts): Promise<number> {
  const retention = parts.settings.retention ?? {};
  const fewest = fewestDays(retention);
  if (fewest === 0) return 0;
  const now = parts.clock.now();
  const progress = (await parts.store.get<Progress>(PROGRESS))?.body ?? {};
  if (progress.rested !== undefined && now < progress.rested) return 0;

  // One that was cancelled before its day is kept until that day is old enough.
  const last = dayOf(formatTimestamp(now - fewest * DAY_MS));
  const days = progress.entries === undefined ? await daysFrom(parts, progress.day, last) : [];
  const budget = { left: PASS_DOCUMENTS, pages: PASS_PAGES };
  let removed = 0;
  let cursor = progress.cursor;
  for (const day of days) {
    const done = await removeDue(parts, day, day === progress.day ? cursor : undefined, retention, budget);
    removed += done.removed;
    cursor = done.cursor;
    if (done.finished) continue;
    await parts.store.put({ ...PROGRESS, body: { day, ...(cursor !== undefined && { cursor }) } }, "any");
    return removed;
  }
  const next = retention.runs === 0 ? undefined : await removeCacheEntries(parts, progress.entries, retention);
  const body: Progress = next === undefined ? { rested: now + ROUND_HOURS * 3_600_000 } : { entries: next };
  await parts.store.put({ ...PROGRESS, body }, "any");
  return removed;
}

const PROGRESS: DocumentKey = { pk: "UPKEEP", sk: "META" };

interface Progress extends JsonObject {
  day?: string;
  cursor?: string;
  /** How far the entries of the cache were looked through, after the days. */
  entries?: string;
  rested?: number;
}

async function daysFrom({ store }: Parts, from: string | undefined, to: string): Promise<string[]> {
  const days: string[] = [];
  let cursor: string | undefined;
  do {
    const range = { ...(from !== undefined && { from }), to };
    const page = await store.query({ index: "list", pk: DAYS, range, limit: 1000, ...(cursor !== undefined && { cursor }) });
    days.push(...page.documents.map((document) => document.pk.slice(DAY_PREFIX)));
    cursor = page.cursor;
  } while (cursor !== undefined);
  return days;
}

const DAY_PREFIX = "DAY#".length;

async function removeDue(
  parts: Parts,
  day: string,
  from: string | undefined,
  retention: Retention,
  budget: RemovalBudget & { pages: number },
): Promise<{ removed: number; finished: boolean; cursor?: string | undefined }> {
  let cursor = from;
  let removed = 0;
  do {
    if (budget.pages-- <= 0 || budget.left <= 0) return { removed, finished: false, cursor };
    const query = { index: "list" as const, pk: dayPartition(day), limit: 100, ...(cursor !== undefined && { cursor }) };
    const page = await parts.store.query(query);
    for (const { pk } of page.documents.filter((document) => isDue(flowRunRecord(document), retention, parts.clock.now()))) {
      // the listing may lag; a run that was started again since is not due
      const current = await parts.store.get({ pk, sk: "META" });
      if (current === null || !isDue(flowRunRecord(current), retention, parts.clock.now())) continue;
      const outcome = await removeOrKeep(parts, pk.slice(4), budget);
      if (outcome === "unfinished") return { removed, finished: false, cursor };
      if (outcome === "kept") continue;
      crashPoint("upkeep:run-removed");
      removed += 1;
      if (budget.left <= 0) return { removed, finished: false, cursor };
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
  return { removed, finished: true };
}

// An entry names the result of a run; where that is gone, it is of no use. Its own expiry is in it, too far inside to look.
async function removeCacheEntries({ blobs, clock }: Parts, cursor: string | undefined, retention: Retention): Promise<string | undefined> {
  const before = clock.now() - (retention.runs ?? DEFAULT_RUN_DAYS) * DAY_MS;
  const page = await blobs.list("results/cache/", cursor);
  for (const { key, modifiedAt } of page.blobs) if (modifiedAt <= before) await blobs.delete(key);
  return page.cursor;
}

// A run whose results lie in a storage that cannot be reached is left for the next round, so that it does not keep the others.
async function removeOrKeep(parts: Parts, id: string, budget: RemovalBudget): Promise<"removed" | "kept" | "unfinished"> {
  try {
    return (await removeRun(parts, id, budget)) ? "removed" : "unfinished";
  } catch (error) {
    if (!(error instanceof ProblemError && error.code === "busy")) throw error;
    parts.log(JSON.stringify({ level: "warn", message: "An old run was kept.", flow_run_id: id, error: error.message }));
    return "kept";
  }
}

function isDue(run: StoredFlowRun, retention: Retention, now: number): boolean {
  if (run.state_type === null || !isFinal(run.state_type)) return false;
  const days = daysOf(run.state_type, retention);
  return days > 0 && parseTimestamp(run.end_time ?? run.updated) + days * DAY_MS <= now;
}
