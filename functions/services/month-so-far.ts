import type { Agent } from "#core/contract/agents.ts";
import { formatTimestamp } from "#core/contract/scalars.ts";
import type { Sizes } from "#core/contract/sizes.ts";
import type { Status } from "#core/contract/status.ts";
import { estimateCost } from "#core/rules/estimate-cost.ts";
import { DAY_MS } from "#core/rules/retention.ts";
import { isFinal } from "#core/rules/states.ts";
import { flowRunRecord } from "./documents/flow-run.ts";
import { LEASED } from "./documents/flow-run-holder.ts";
import { dayOf, dayPartition, runPartition, TASK_PREFIX } from "./documents/keys.ts";
import type { Parts } from "./parts.ts";

/** Runs read at most; of the days before, as many are taken to be. */
const RUNS_READ = 2000;
/** Ended runs whose task runs are counted; all are taken to have as many. */
const SAMPLE = 10;
/** Alarms of the stack, about: some parts of it are optional. */
const ALARMS = 7;

/**
 * What ran since the month began (UTC), counted from today back, and in the cloud what it cost. A look at a busy month is bounded. Runs of
 * deployments come into the listing by day when they have ended; those that go on are counted where they are held.
 */
export async function monthSoFar({ store, clock, settings }: Parts, sizes: Sizes, agents: readonly Agent[]): Promise<Status["month"]> {
  const now = clock.now();
  const since = Date.parse(`${dayOf(formatTimestamp(now)).slice(0, 7)}-01T00:00:00Z`);
  let counted = 0;
  let ofDeployments = 0;
  let days = 0;
  const sample: string[] = [];
  for (let time = now; time >= since && counted < RUNS_READ; time -= DAY_MS, days += 1) {
    let cursor: string | undefined;
    do {
      const pk = dayPartition(dayOf(formatTimestamp(time)));
      const page = await store.query({ index: "list", pk, limit: 500, ...(cursor !== undefined && { cursor }) });
      for (const document of page.documents) {
        const { start_time, state_type, id, deployment_id } = flowRunRecord(document);
        if (start_time === null) continue;
        counted += 1;
        // a script's run has none
        if (deployment_id !== null) ofDeployments += 1;
        if (sample.length < SAMPLE && isFinal(state_type)) sample.push(id);
      }
      cursor = page.cursor;
    } while (cursor !== undefined && counted < RUNS_READ);
  }
  const going = agents.reduce((sum, { running }) => sum + running, 0) + (await leasedOfDeployments(store));
  const elapsed = Math.floor((now - since) / DAY_MS) + 1;
  const ended = days < elapsed ? Math.round((counted / days) * elapsed) : counted;
  const flowRuns = ended + going;
  const agentRuns = going + (counted === 0 ? 0 : Math.round((ended * ofDeployments) / counted));
  const taskRuns = Math.round(flowRuns * (await tasksOf(store, sample)));
  const monthShare = (now - since) / (30.4 * DAY_MS);
  return {
    since: formatTimestamp(since),
    flow_runs: flowRuns,
    task_runs: taskRuns,
    extrapolated: days < elapsed,
    cost:
      settings.place === "aws"
        ? estimateCost({ flowRuns, agentRuns, taskRuns, tableBytes: sizes.database_bytes ?? 0, monthShare, alarms: ALARMS })
        : null,
  };
}

/** Runs that the runner or a machine of their own carries on; scripts' are in the listing from their start. */
async function leasedOfDeployments(store: Parts["store"]): Promise<number> {
  const { documents } = await store.query({ index: "holder", pk: LEASED, limit: 500 });
  return documents.filter((document) => flowRunRecord(document).deployment_id !== null).length;
}

async function tasksOf(store: Parts["store"], runs: readonly string[]): Promise<number> {
  if (runs.length === 0) return 0;
  const pages = await Promise.all(
    runs.map((id) => store.query({ index: "main", pk: runPartition(id), range: { prefix: TASK_PREFIX }, limit: 500 })),
  );
  return pages.reduce((sum, { documents }) => sum + documents.length, 0) / runs.length;
}
