import { setTimeout as sleep } from "node:timers/promises";
import { styleText } from "node:util";
import type * as z from "zod";
import { whyWaiting } from "#cli/watch-run.ts";
import type { Client } from "#core/contract/client.ts";
import type { FlowRunFilter } from "#core/contract/filters.ts";
import type { FlowRun } from "#core/contract/flow-runs.ts";
import { isFinal } from "#core/rules/states.ts";
import { createProgress } from "./progress.ts";
import { readTree } from "./read-tree.ts";

/** The run to show: one left from an earlier start, because it was missed or given back, else a new one. */
export async function firstRun(client: Client, deploymentId: string): Promise<{ readonly run: FlowRun; readonly wasLeft: boolean }> {
  const left = (filter: z.input<typeof FlowRunFilter>) =>
    client.filterFlowRuns({
      body: { flow_runs: { deployment_id: { any_: [deploymentId] }, ...filter }, sort: "EXPECTED_START_TIME_DESC", limit: 1 },
    });
  // the agent may have taken it already
  const [taken] = await left({ state: { type: { any_: ["PENDING", "RUNNING"] } } });
  const [due] =
    taken === undefined
      ? await left({ state: { type: { any_: ["SCHEDULED"] } }, next_scheduled_start_time: { before_: new Date().toISOString() } })
      : [taken];
  if (due !== undefined) return { run: due, wasLeft: true };
  return { run: await client.createDeploymentRun({ params: { id: deploymentId }, body: {} }), wasLeft: false };
}

/** Shows the task runs of a run until it has ended, or `until` resolves. Answers the run as it was then. */
export async function watchFirstRun(client: Client, id: string, until: Promise<unknown>): Promise<FlowRun> {
  const { stdout } = process;
  const progress = createProgress({
    write: (text) => stdout.write(text),
    live: stdout.isTTY === true && !process.env.CI,
    columns: stdout.columns ?? 80,
    rows: stdout.rows ?? 24,
    paint: (style, text) => styleText(style, text, { stream: stdout }),
  });
  let over = false;
  void until.then(() => {
    over = true;
  });
  const patience = sleep(5_000, true, { ref: false });
  let told = false;
  void patience.then(async () => {
    const why = over ? undefined : await whyWaiting(client, id).catch(() => undefined);
    if (why !== undefined && !told) stdout.write(`  ${why}\n`);
  });
  for (;;) {
    const run = await client.readFlowRun({ params: { id } });
    told ||= run.state_type !== "SCHEDULED";
    const tasks = await readTree(client, id);
    // no task run yet: nothing is drawn that another line could not follow
    if (tasks.length > 0) progress.update(tasks);
    if (over || isFinal(run.state_type ?? "PENDING")) {
      progress.end();
      return run;
    }
    await Promise.race([until, sleep(150)]);
  }
}
