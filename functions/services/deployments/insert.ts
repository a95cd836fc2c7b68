import type { FlowRunRecord } from "#core/contract/documents.ts";
import { crashPoint } from "../../crash-point.ts";
import { announceTransition } from "../announce.ts";
import { flowRunDocument } from "../documents/flow-run.ts";
import { spillParameters } from "../parameters.ts";
import type { Parts } from "../parts.ts";

/** Stores a run unless it is there; true if it was not. */
export async function insertScheduledRun(parts: Parts, record: FlowRunRecord): Promise<boolean> {
  const run = await spillParameters(parts.blobs, record);
  await parts.runPlaces.mark(run);
  await announceTransition(parts, null, run);
  const written = await parts.store.put(flowRunDocument(run), "absent");
  crashPoint("tick:run-written");
  return written.ok;
}
