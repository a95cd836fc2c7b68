import { crashPoint } from "../../crash-point.ts";
import { change } from "../change.ts";
import { flowRunDocument, flowRunRecord } from "../documents/flow-run.ts";
import { waitingPartition } from "../documents/flow-run-holder.ts";
import type { Parts } from "../parts.ts";
import { hint } from "../work-queues/hints.ts";
import { freeSlots } from "./look.ts";

/** Lets the runs that wait longest for a slot of the limit be handed out again, as many as there is room for. Safe to repeat. */
export async function wakeWaiting(parts: Parts, limit: string, most = 1): Promise<number> {
  const page = await parts.store.query({ index: "holder", pk: waitingPartition(limit), limit: most });
  let woken = 0;
  for (const { pk } of page.documents) {
    const run = await change(parts.store, { pk, sk: "META" }, "flow run", (current) => {
      const found = current === null ? null : flowRunRecord(current);
      if (found === null || found.waiting_for !== limit || found.state_type !== "SCHEDULED") return { result: null };
      return { document: flowRunDocument({ ...found, waiting_for: null }), result: found };
    });
    crashPoint("wake-waiting:written");
    if (run === null) continue;
    woken += 1;
    await hint(parts, run);
  }
  return woken;
}

/** Wakes as many as there are free slots for, at every limit that somebody waits for: what a crash left undone. Forgets limits nobody waits for. */
export async function wakeAllWaiting(parts: Parts): Promise<number> {
  const { store } = parts;
  let woken = 0;
  const marks = await store.query<{ limit: string }>({ index: "list", pk: WAITED_FOR, limit: 1000 });
  for (const mark of marks.documents) {
    const { limit } = mark.body;
    const waiting = await store.query({ index: "holder", pk: waitingPartition(limit), limit: 1 });
    if (waiting.documents.length === 0) {
      await store.delete({ pk: mark.pk, sk: mark.sk }, { version: mark.version });
      // somebody may have been put aside between the look and the deletion
      const again = await store.query({ index: "holder", pk: waitingPartition(limit), limit: 1 });
      if (again.documents.length > 0) await markWaiting(parts, limit);
      continue;
    }
    const free = Math.min(await freeSlots(parts, limit), 100);
    if (free > 0) woken += await wakeWaiting(parts, limit, free);
  }
  return woken;
}

/** Index `list`: the limits that runs wait for. */
const WAITED_FOR = "WAITEDFOR";

/** Notes that somebody is about to wait for the limit. */
// written each time, so that a sweep which saw nobody waiting does not delete the mark of somebody who is about to.
export async function markWaiting({ store }: Parts, limit: string): Promise<void> {
  const key = { pk: waitingPartition(limit), sk: "META" };
  await store.put({ ...key, body: { limit }, indexes: { list: { pk: WAITED_FOR, sk: limit } } }, "any");
}
