import { crashPoint } from "../../crash-point.ts";
import { announceTransition } from "../announce.ts";
import { flowRunDocument, flowRunRecord, type StoredFlowRun } from "../documents/flow-run.ts";
import { flowRunKey } from "../documents/keys.ts";
import { mirrorToParent } from "../parent-task.ts";
import type { Parts } from "../parts.ts";
import { releaseSlots } from "./release.ts";

/**
 * Writes what a service decided about a run, if the run is still as it was read: announces what it enters, writes, and then does what follows
 * from the state. False if somebody else changed it meanwhile; then nothing follows.
 */
export async function writeState(parts: Parts, version: number, record: StoredFlowRun, before?: StoredFlowRun): Promise<boolean> {
  await parts.runPlaces.mark(record);
  await announceTransition(parts, before ?? { ...record, state_count: record.state_count - 1 }, record);
  crashPoint("write-state:announced");
  const written = await parts.store.put(flowRunDocument(record), { version });
  if (!written.ok) return false;
  crashPoint("write-state:written");
  await afterState(parts, record, before);
  return true;
}

/** What follows from the state a run is in now. Safe to repeat, and repaired by the sweep where it was cut short. */
export async function afterState(parts: Parts, record: StoredFlowRun, before?: StoredFlowRun): Promise<void> {
  await releaseSlots(parts, record, before?.slots);
  await mirrorToParent(parts, record);
}

/** Reads a run and lets `decide` make the next version of it, until that is written; null decides to leave it. */
export async function changeState<Result>(
  parts: Parts,
  id: string,
  decide: (run: StoredFlowRun | null) => { readonly record?: StoredFlowRun; readonly result: Result },
): Promise<Result> {
  for (;;) {
    const current = await parts.store.get(flowRunKey(id));
    const run = current === null ? null : flowRunRecord(current);
    const { record, result } = decide(run);
    if (record === undefined || current === null || run === null) return result;
    if (await writeState(parts, current.version, record, run)) return result;
  }
}
