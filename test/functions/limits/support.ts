import type { FlowRunRecord } from "#core/contract/documents.ts";
import { formatTimestamp } from "#core/contract/scalars.ts";
import type { StateType } from "#core/contract/states.ts";
import type { Store } from "#core/ports/store.ts";
import { systemIds } from "#core/ports/system.ts";
import { enterFlowRunState, newFlowRunRecord } from "#core/rules/transitions.ts";
import { flowRunDocument, flowRunRecord } from "#functions/services/documents/flow-run.ts";
import { flowRunKey } from "#functions/services/documents/keys.ts";
import { createParts, type Parts } from "#functions/services/parts.ts";
import { sealWith } from "#functions/services/sealing.ts";
import { memoryBlobs } from "#local/blobs/memory.ts";
import { openQueue } from "#local/queue/queue.ts";
import { openStore } from "#local/store/store.ts";
import { type StandingClock, standingClock } from "../support/api.ts";

/** The services' parts over a store in memory, with a clock that stands. */
export function openParts(options: { indexLagMs?: number; wrap?: (store: Store) => Store } = {}): Parts & { clock: StandingClock } {
  const clock = standingClock();
  const store = openStore(":memory:", { clock, ...(options.indexLagMs !== undefined && { indexLagMs: options.indexLagMs }) });
  const settings = { version: "1.2.3", place: "test" };
  return {
    ...createParts({
      store: options.wrap?.(store) ?? store,
      blobs: memoryBlobs({ clock }),
      secrets: sealWith(async () => "secret"),
      openStorage: () => Promise.reject(new Error("nothing here has a storage")),
      queue: openQueue(":memory:", { clock }),
      clock,
      ids: systemIds,
      settings,
    }),
    clock,
  };
}

/** A scheduled run. */
export async function addRun(parts: Parts): Promise<string> {
  const id = systemIds.runId();
  const made = newFlowRunRecord({ flow_id: systemIds.uuid(), state: { type: "SCHEDULED" } } as never, {
    now: parts.clock.now(),
    id,
    parentFlowRunId: null,
  });
  await parts.store.put(flowRunDocument(made), "absent");
  return id;
}

/** Writes the run in a state, listing these limits, if nobody wrote since `version`; null if somebody did. */
export async function enter(
  parts: Parts,
  id: string,
  type: StateType,
  slots: readonly string[],
  expected?: (run: FlowRunRecord, version: number) => boolean,
): Promise<boolean> {
  const current = await parts.store.get(flowRunKey(id));
  if (current === null) return false;
  const run = flowRunRecord(current);
  if (expected !== undefined && !expected(run, current.version)) return false;
  const next = enterFlowRunState(run, { type }, { now: parts.clock.now() });
  const document = flowRunDocument({ ...next, slots: [...slots], updated: formatTimestamp(parts.clock.now()) });
  return (await parts.store.put(document, { version: current.version })).ok;
}
