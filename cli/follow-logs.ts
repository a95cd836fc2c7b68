import type { Client } from "#core/contract/client.ts";
import type { FlowRun } from "#core/contract/flow-runs.ts";
import type { Log } from "#core/contract/logs.ts";
import { formatTimestamp, parseTimestamp } from "#core/contract/scalars.ts";
import { isFinal } from "#core/rules/states.ts";

/** Which lines to read, and whether to wait for more. */
export interface FollowOptions {
  readonly follow: boolean;
  readonly level: number | undefined;
  /** Only so many of the lines that are there already. */
  readonly tail: number | undefined;
  /** Told the run as it is at each look, before the lines up to then. */
  readonly each?: (run: FlowRun) => Promise<void>;
}

/** Hands over the log lines of a run in order, each once; with `follow`, until the run has ended. Gives the run as last seen. */
export async function followLogs(client: Client, run: FlowRun, options: FollowOptions, take: (log: Log) => void): Promise<FlowRun> {
  const seen = new Set<string>();
  const fresh = (logs: readonly Log[]) =>
    logs.filter((log) => {
      if (seen.has(log.id)) return false;
      seen.add(log.id);
      return true;
    });
  let newest = 0;
  const deliver = (logs: readonly Log[]) => {
    for (const log of logs) {
      newest = Math.max(newest, parseTimestamp(log.timestamp));
      take(log);
    }
  };

  const first = fresh(
    options.tail === undefined ? await readAll(client, run.id, options.level) : await readLast(client, run.id, options.level, options.tail),
  );
  deliver(first);
  for (let current = run; ; ) {
    if (!options.follow) return current;
    // the state is read before the lines: once it is final, the read after it has everything
    current = await client.readFlowRun({ params: { id: run.id } });
    await options.each?.(current);
    deliver(fresh(await readAll(client, run.id, options.level, newest === 0 ? undefined : newest - OVERLAP_MS)));
    if (current.state_type !== null && isFinal(current.state_type)) return current;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

async function readAll(client: Client, flowRunId: string, level: number | undefined, after?: number): Promise<Log[]> {
  const logs: Log[] = [];
  const filter = { ...filterOf(flowRunId, level), ...(after !== undefined && { timestamp: { after_: formatTimestamp(after) } }) };
  for (;;) {
    const page = await client.filterLogs({ body: { logs: filter, sort: "TIMESTAMP_ASC", limit: PAGE, offset: logs.length } });
    logs.push(...page);
    if (page.length < PAGE) return logs;
  }
}

async function readLast(client: Client, flowRunId: string, level: number | undefined, count: number): Promise<Log[]> {
  const logs: Log[] = [];
  while (logs.length < count) {
    const limit = Math.min(PAGE, count - logs.length);
    const page = await client.filterLogs({
      body: { logs: filterOf(flowRunId, level), sort: "TIMESTAMP_DESC", limit, offset: logs.length },
    });
    logs.push(...page);
    if (page.length < limit) break;
  }
  return logs.reverse();
}

function filterOf(flowRunId: string, level: number | undefined) {
  return { flow_run_id: { any_: [flowRunId] }, ...(level !== undefined && { level: { ge_: level } }) };
}

const PAGE = 200;
const POLL_MS = 500;
/** Lines of several processes may arrive a little out of order. */
const OVERLAP_MS = 10_000;
