import type { FlowRun } from "#core/contract/flow-runs.ts";
import { isFinal } from "#core/rules/states.ts";
import type { LedgerLine, World } from "./world.ts";

/** Something wrong with a history. */
export interface Wrong {
  readonly what: string;
  /** The run it is about. */
  readonly run?: string;
  /** True if the sweep looks after it, so that it may still come right. */
  readonly mends?: true;
}

/** What a world was asked to do. */
export interface Asked {
  readonly scheduled: string;
  readonly limited: string;
  /** The runs of the schedule while it was still active. */
  readonly made: readonly FlowRun[];
  /** The runs that were asked for. */
  readonly asked: readonly string[];
  readonly everyMs: number;
}

/** What is wrong with a history; nothing is what we want. */
export async function judge(world: World, { scheduled, limited, made, asked, everyMs }: Asked): Promise<Wrong[]> {
  const ofSchedule = await runsOf(world, scheduled);
  const runs = [...ofSchedule, ...(await runsOf(world, limited))];
  const lines = await world.ledger();
  const wrong: Wrong[] = [];
  for (const run of runs) for (const what of await wrongWith(world, run, lines)) wrong.push({ what: `run ${run.id} ${what}`, run: run.id });
  const there = new Set(runs.map(({ id }) => id));
  for (const id of [...asked, ...made.filter(isBegun).map((run) => run.id)])
    if (!there.has(id)) wrong.push({ what: `run ${id} is gone`, run: id });
  if (ofSchedule.filter(isBegun).length === 0) wrong.push({ what: "no run of the schedule began in time" });
  wrong.push(...gapsIn(made, everyMs));
  wrong.push(...(await unfinishedTasks(world, runs)));
  const name = `deployment:${limited}`;
  const holders = await world.client.readConcurrencyHolders({ params: { id_or_name: name } }).catch(() => []);
  if (holders.length > 0) wrong.push({ what: `limit ${name} has ${holders.length} holders after all runs ended`, mends: true });
  return wrong;
}

/** All runs of a deployment by time. */
export async function runsOf({ client }: World, deployment: string): Promise<FlowRun[]> {
  const runs: FlowRun[] = [];
  for (;;) {
    const body = { flow_runs: { deployment_id: { any_: [deployment] } }, sort: "EXPECTED_START_TIME_ASC" as const, limit: 200 };
    const page = await client.filterFlowRuns({ body: { ...body, offset: runs.length } });
    runs.push(...page);
    if (page.length < body.limit) return runs;
  }
}

function isBegun(run: FlowRun): boolean {
  return run.start_time !== null;
}

async function wrongWith(world: World, run: FlowRun, lines: readonly LedgerLine[]): Promise<string[]> {
  const states = await world.client.readFlowRunStates({ query: { flow_run_id: run.id } });
  const history = states.map(({ name }) => name).join(" → ");
  const wrong: string[] = [];
  // a crash that is made good is followed by another go; nothing else follows an end
  const ends = states.filter(({ type }, at) => isFinal(type) && !(type === "CRASHED" && states[at + 1]?.name === "AwaitingRetry"));
  if (!isFinal(run.state_type)) wrong.push(`is ${run.state_name} (${history})`);
  else if (ends.length !== 1) wrong.push(`ended ${ends.length} times (${history})`);

  const own = lines.filter((line) => line.run === run.id);
  for (const [attempt, many] of Map.groupBy(
    own.filter((line) => line.body === true),
    (line) => line.attempt,
  ))
    if (many.length > 1) wrong.push(`entered its body ${many.length} times in attempt ${attempt} (${history})`);
  for (const [key, many] of Map.groupBy(
    own.filter((line) => line.task !== undefined),
    (line) => `${line.attempt}/${line.task}`,
  ))
    if (many.length > 1) wrong.push(`ran task ${key} ${many.length} times in one attempt (${history})`);
  if (run.state_type === "COMPLETED") wrong.push(...(await lostLines(world, run)));
  return wrong;
}

function gapsIn(made: readonly FlowRun[], everyMs: number): Wrong[] {
  const times = made.filter((run) => run.auto_scheduled).map((run) => Date.parse(run.expected_start_time!));
  return times.flatMap((time, at) => {
    const before = times[at - 1];
    if (before === undefined || time - before === everyMs) return [];
    return [{ what: `the schedule ran at ${new Date(before).toISOString()} and next at ${new Date(time).toISOString()}` }];
  });
}

// Of runs that have ended no task looks as if it went on. (A cancelled one may have been killed before it could tell how its tasks ended.)
async function unfinishedTasks({ client }: World, runs: readonly FlowRun[]): Promise<Wrong[]> {
  const ended = runs.filter((run) => isFinal(run.state_type) && run.state_type !== "CANCELLED");
  const wrong: Wrong[] = [];
  for (const run of ended) {
    const tasks = await client.filterTaskRuns({ body: { flow_runs: { id: { any_: [run.id] } }, limit: 200 } });
    for (const task of tasks.filter(({ state_type }) => !isFinal(state_type)))
      wrong.push({
        what: `run ${run.id} is ${run.state_name}, and its task run ${task.name} is ${task.state_name}`,
        run: run.id,
        mends: true,
      });
  }
  return wrong;
}

// A run says Completed only after its lines were acknowledged, so they are all there.
async function lostLines({ client }: World, run: FlowRun): Promise<string[]> {
  const logs = await client.filterLogs({ body: { logs: { flow_run_id: { any_: [run.id] } }, limit: 200 } });
  const found = new Set(logs.map(({ message }) => message));
  const last = run.run_count;
  return [`began attempt ${last}`, `ended attempt ${last}`].filter((line) => !found.has(line)).map((line) => `lost its line "${line}"`);
}
