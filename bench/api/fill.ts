import { setImmediate } from "node:timers/promises";
import { formatTimestamp } from "#core/contract/scalars.ts";
import type { Store } from "#core/ports/store.ts";
import { systemClock, systemIds } from "#core/ports/system.ts";
import { enterFlowRunState, newFlowRunRecord } from "#core/rules/transitions.ts";
import { createDayMarks } from "#functions/services/documents/day.ts";
import { flowRunDocument } from "#functions/services/documents/flow-run.ts";
import { dayOf } from "#functions/services/documents/keys.ts";
import { SqliteStore } from "#local/store/sqlite-store.ts";

// less than runs are kept, so that none of them is due for removal
const DAYS = 80;
const DAY_MS = 86_400_000;
const BATCH = 1000;

/** Brings the database to that many runs of those flows, spread over the eighty days before today; every twentieth has failed. */
export async function fill(database: string, flowIds: readonly string[], runs: number): Promise<void> {
  const store = new SqliteStore(database, { clock: systemClock });
  try {
    const there = store.sizes().flow_runs;
    await fillStore(store, flowIds, runs, systemClock.now(), there);
  } finally {
    await store.close();
  }
}

/** The same in a store that has `there` of them. */
export async function fillStore(store: Store, flowIds: readonly string[], runs: number, today: number, there = 0): Promise<void> {
  const days = createDayMarks(store);
  const before = Math.floor(today / DAY_MS) * DAY_MS;
  for (let from = there; from < runs; from += BATCH) {
    const documents = [];
    for (let n = from; n < Math.min(runs, from + BATCH); n++) {
      const now = before - ((n * 7919) % (DAYS * 86_400)) * 1000 - (n % 1000) / 1000;
      await days.mark(dayOf(formatTimestamp(now)));
      documents.push(flowRunDocument(finishedRun(flowIds[n % flowIds.length]!, now, n % 20 === 7)));
    }
    await store.putMany(documents.map((document) => ({ document, expect: "any" })));
    // SQLite works before it answers; without a turn of the event loop nobody could stop this
    await setImmediate();
  }
}

function finishedRun(flow_id: string, now: number, failed: boolean) {
  const parameters = { day: "2026-11-23", rows: 1000 };
  const pending = newFlowRunRecord({ flow_id, parameters, tags: ["bench"] }, { now, id: systemIds.runId() });
  const running = enterFlowRunState(pending, { type: "RUNNING" }, { now: now + 100 });
  return enterFlowRunState(running, { type: failed ? "FAILED" : "COMPLETED" }, { now: now + 5000 });
}
