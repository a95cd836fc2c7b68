import { formatTimestamp, parseTimestamp } from "#core/contract/scalars.ts";
import type { TaskRunReport } from "#core/contract/task-runs.ts";
import type { NewDocument, StoredDocument } from "#core/ports/store.ts";
import { isStaleEpoch } from "#core/rules/flow-run-policy.ts";
import { logExpiry } from "#core/rules/retention.ts";
import { crashPoint } from "../crash-point.ts";
import type { Services } from "./deps.ts";
import { flowRunDocument, flowRunRecord, type StoredFlowRun } from "./documents/flow-run.ts";
import { flowRunKey } from "./documents/keys.ts";
import { logChunks } from "./documents/log-chunk.ts";
import { recordOfSnapshot, taskRunDocument } from "./documents/task-run.ts";
import { LEASE_SECONDS, type Parts } from "./parts.ts";
import { notFound, staleEpoch } from "./refusals.ts";

/**
 * One batch of what a flow process has to tell. One read says whether the reporter still holds the run; then all is written at once, each
 * document by itself: task runs only if newer than what is there, log chunks under the batch's number. So a batch may be sent again, whole.
 * A run that has ended still takes late reports of its last holder.
 */
export function reportServices(parts: Parts): Pick<Services, "reportTaskRuns"> {
  const { store, clock, settings } = parts;
  return {
    async reportTaskRuns({ body }) {
      const current = await store.get(flowRunKey(body.flow_run_id));
      if (current === null) throw notFound("flow run", body.flow_run_id);
      const run = flowRunRecord(current);
      if (isStaleEpoch(run, body.epoch)) throw staleEpoch(run.id, body.epoch, run.epoch);
      crashPoint("report:read");

      const now = clock.now();
      const writes: { document: NewDocument; expect: "newer" | "any" }[] = [];
      for (const snapshot of newestOfEach(body.task_runs)) {
        writes.push({ document: taskRunDocument(recordOfSnapshot(snapshot, run.id), body.epoch), expect: "newer" });
      }
      const expiresAt = logExpiry(settings.retention ?? {}, now);
      for (const document of logDocuments(body, formatTimestamp(now), expiresAt)) writes.push({ document, expect: "any" });
      if (writes.length > 0) await store.putMany(writes);
      crashPoint("report:written");

      const lease = await renewed(parts, current, run, now);
      const { silentSeconds } = parts.settings;
      return {
        lease_expires_at: lease?.expires_at ?? null,
        state_type: run.state_type,
        state_name: run.state_name,
        ...(silentSeconds !== undefined && { next_seconds: silentSeconds }),
      };
    },
  };
}

// One batched write must not hold the same document twice.
function newestOfEach(snapshots: TaskRunReport["task_runs"]): Iterable<TaskRunReport["task_runs"][number]> {
  const newest = new Map<string, TaskRunReport["task_runs"][number]>();
  for (const snapshot of snapshots) {
    const other = newest.get(snapshot.id);
    if (other === undefined || other.states.at(-1)!.timestamp <= snapshot.states.at(-1)!.timestamp) newest.set(snapshot.id, snapshot);
  }
  return newest.values();
}

function logDocuments(body: TaskRunReport, receivedAt: string, expiresAt: number | undefined): NewDocument[] {
  const lines = body.logs ?? [];
  const foreign = lines.filter((line) => line.flow_run_id !== undefined && line.flow_run_id !== body.flow_run_id);
  const batch = `${body.epoch}.${body.sequence}`;
  const own = foreign.length === 0 ? lines : lines.filter((line) => !foreign.includes(line));
  const documents = own.length === 0 ? [] : logChunks(body.flow_run_id, own, batch, receivedAt, expiresAt);
  // lines of a subflow that ran in the same process
  for (const [flowRunId, group] of Map.groupBy(foreign, (line) => line.flow_run_id as string)) {
    documents.push(...logChunks(flowRunId, group, `${body.flow_run_id}.${batch}`, receivedAt, expiresAt));
  }
  return documents;
}

// Renewed only when half has passed, so that many reports do not write the run. A lost race is no loss: whoever won has changed the run,
// and the next report renews again while there is time.
async function renewed(
  { store, settings }: Parts,
  current: StoredDocument,
  run: StoredFlowRun,
  now: number,
): Promise<StoredFlowRun["lease"]> {
  const { lease } = run;
  if (lease === null) return null;
  const whole = (settings.leaseSeconds ?? LEASE_SECONDS) * 1000;
  if (parseTimestamp(lease.expires_at) - now > whole / 2) return lease;
  const next = { ...lease, expires_at: formatTimestamp(now + whole) };
  const written = await store.put(flowRunDocument({ ...run, lease: next }), { version: current.version });
  if (written.ok) return next;
  return written.current === null ? null : flowRunRecord(written.current).lease;
}
