import type { DocumentKey, StoredDocument, StoreQuery } from "#core/ports/store.ts";
import { crashPoint } from "../crash-point.ts";
import { flowRunDocument, flowRunRecord } from "../services/documents/flow-run.ts";
import { DAYS, dayPartition } from "../services/documents/keys.ts";
import { INDEX_LEVEL, isReindexed, REINDEX_PROGRESS, type ReindexProgress } from "../services/documents/reindexed.ts";
import type { Parts } from "../services/parts.ts";

/** Pages of runs one pass reads at most. */
const PASS_PAGES = 50;
const PAGE = 200;

/**
 * Gives runs that an earlier version wrote the index entries of this one, a bounded piece each call, day by day. Until all have them, listings do
 * without the new entries. Calls may overlap or die half-way. Returns how many runs were written.
 */
export async function reindexRuns(parts: Parts): Promise<number> {
  const { store, runPlaces } = parts;
  if (await isReindexed(store)) return 0;
  const stored = (await store.get<ReindexProgress>(REINDEX_PROGRESS))?.body ?? {};
  const from = stored.level === INDEX_LEVEL ? stored : {};
  let { cursor } = from;
  let left = PASS_PAGES;
  let written = 0;
  for (const day of await daysFrom(parts, from.day)) {
    if (day !== from.day) cursor = undefined;
    do {
      if (left-- === 0) {
        const body: ReindexProgress = { level: INDEX_LEVEL, day, ...(cursor !== undefined && { cursor }) };
        await store.put({ ...REINDEX_PROGRESS, body }, "any");
        return written;
      }
      const query: StoreQuery = { index: "list", pk: dayPartition(day), limit: PAGE, ...(cursor !== undefined && { cursor }) };
      const page = await store.query(query);
      for (const document of page.documents) await runPlaces.mark(flowRunRecord(document));
      const outcomes = await Promise.all(page.documents.filter(isBehind).map((document) => reindex(parts, document)));
      written += outcomes.filter(Boolean).length;
      crashPoint("reindex:page-written");
      cursor = page.cursor;
    } while (cursor !== undefined);
  }
  await store.put({ ...REINDEX_PROGRESS, body: { done: INDEX_LEVEL } }, "any");
  return written;
}

function isBehind(document: StoredDocument): boolean {
  return JSON.stringify(sorted(document.indexes)) !== JSON.stringify(sorted(flowRunDocument(flowRunRecord(document)).indexes));
}

function sorted(indexes: StoredDocument["indexes"]): [string, DocumentKey][] {
  return Object.entries(indexes ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
}

// A run that somebody writes meanwhile gets its entries by that.
async function reindex({ store }: Parts, { pk, sk }: DocumentKey): Promise<boolean> {
  const current = await store.get({ pk, sk });
  if (current === null) return false;
  return (await store.put(flowRunDocument(flowRunRecord(current)), { version: current.version })).ok;
}

async function daysFrom({ store }: Parts, from: string | undefined): Promise<string[]> {
  const days: string[] = [];
  let cursor: string | undefined;
  do {
    const range = from === undefined ? {} : { range: { from } };
    const page = await store.query({ index: "list", pk: DAYS, ...range, limit: 1000, ...(cursor !== undefined && { cursor }) });
    days.push(...page.documents.map((mark) => mark.indexes!.list!.sk));
    cursor = page.cursor;
  } while (cursor !== undefined);
  return days;
}
