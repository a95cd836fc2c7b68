import type { Side } from "../overhead/side.ts";
import { type Answered, type Call, load } from "./load.ts";
import { createCalls, FLOWS, filters, reportCalls, type Sizes, seedCalls, setStateCalls } from "./operations.ts";

/** What was found, by the kind of request and side: one entry for each round. */
export type Rounds = Map<string, Partial<Record<Side["name"], Answered[]>>>;

/** Makes flows and runs, and answers the flows' ids. Also warms the server up. */
export async function seed(side: Side, runs: number, connections: number): Promise<string[]> {
  const options = { connections, cpuSeconds: side.cpuSeconds };
  const flows = await load(
    side.apiUrl,
    Array.from({ length: FLOWS }, (_, n) => ({ path: "/flows/", body: { name: `flow ${n}` } })),
    options,
  );
  const flowIds = flows.answers.map(idOf);
  await load(side.apiUrl, seedCalls(flowIds, runs), options);
  const warmUp = await load(side.apiUrl, createCalls(flowIds, { writes: 20, reads: 0 }), options);
  const ids = warmUp.answers.map(idOf);
  for (const calls of [reportCalls(side.name, ids), setStateCalls(ids), Object.values(filters(flowIds))])
    await load(side.apiUrl, calls, options);
  return flowIds;
}

/** Sends every kind of request once, and notes what it took. */
export async function measureRound(
  found: Rounds,
  side: Side,
  flowIds: readonly string[],
  sizes: Sizes,
  connections: number,
): Promise<void> {
  const measure = async (what: string, calls: readonly Call[]) => {
    const answered = await load(side.apiUrl, calls, { connections, cpuSeconds: side.cpuSeconds });
    const row = found.get(what) ?? {};
    row[side.name] = [...(row[side.name] ?? []), answered];
    found.set(what, row);
    return answered.answers;
  };
  const ids = (await measure("create a flow run", createCalls(flowIds, sizes))).map(idOf);
  await measure("set_state of a flow run", setStateCalls(ids));
  await measure("report a task run of three states", reportCalls(side.name, ids));
  for (const [what, call] of Object.entries(filters(flowIds))) await measure(what, new Array<Call>(sizes.reads).fill(call));
}

function idOf(answer: unknown): string {
  return (answer as { id: string }).id;
}
