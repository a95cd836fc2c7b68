import type { Wrong } from "./judge.ts";
import type { World } from "./world.ts";

/** The histories of the runs that something is wrong with: their states, what the ledger says, and their last log lines. */
export async function evidenceOf(world: World, wrong: readonly Wrong[]): Promise<string> {
  const ids = [...new Set(wrong.map(({ run }) => run).filter((run) => run !== undefined))].slice(0, MOST_RUNS);
  const ledger = await world.ledger();
  const parts: string[] = [];
  for (const id of ids) {
    const states = await world.client.readFlowRunStates({ query: { flow_run_id: id } }).catch(() => []);
    const logs = await world.client.filterLogs({ body: { logs: { flow_run_id: { any_: [id] } }, limit: 200 } }).catch(() => []);
    parts.push(
      `--- run ${id}`,
      ...states.map((state) => `${state.timestamp} ${state.type} ${state.name}${state.message ? `: ${state.message}` : ""}`),
      ...ledger.filter(({ run }) => run === id).map((line) => `ledger ${JSON.stringify(line)}`),
      ...logs.slice(-MOST_LINES).map((log) => `log ${log.timestamp} ${log.message}`),
    );
  }
  return parts.join("\n");
}

const MOST_RUNS = 3;
const MOST_LINES = 20;
