import type { Artifact } from "#core/contract/artifacts.ts";
import { type Client, createClient } from "#core/contract/client.ts";
import type { FlowRun } from "#core/contract/flow-runs.ts";
import type { Log } from "#core/contract/logs.ts";
import type { State } from "#core/contract/states.ts";
import type { TaskRun } from "#core/contract/task-runs.ts";
import type { Blobs } from "#core/ports/blobs.ts";
import { systemIds } from "#core/ports/system.ts";
import { createVirtualClock, type VirtualClock } from "#core/ports/virtual-clock.ts";
import { makeRunId, makeUuid7 } from "#core/rules/ids.ts";
import { openLocalApi } from "#local/in-process.ts";
import { type Runtime, withRuntime } from "../engine/runtime.ts";
import { type LevelName, levelNumber } from "../logging/levels.ts";
import { placedBlobs } from "../results/result-blobs.ts";

/** How a harness is set up. */
export interface HarnessOptions {
  /** Where the virtual clock starts; default 2026-01-01T00:00:00Z. */
  readonly now?: Date | string | number;
  /** Lowest level of log lines that is kept; default DEBUG. */
  readonly logLevel?: LevelName;
  /** Print log lines to stderr; default false. */
  readonly print?: boolean;
  /** Gives the random numbers (retry jitter, ids) for a test that must repeat exactly. Default: random. */
  readonly seed?: number;
}

/** A whole Millrace in memory: API, storage and a clock that passes the time at once. No network, no files. */
export interface TestHarness extends AsyncDisposable {
  /** Retry delays, timeouts, `sleep(…)` and cache expirations go by this clock. It jumps ahead when nothing else is left to do. */
  readonly clock: VirtualClock;
  /** What results are kept in. */
  readonly blobs: Blobs;
  /** The API, to look at anything. */
  readonly client: Client;
  /** Runs `fn` so that flows called in it run here. */
  run<T>(fn: () => T): T;
  /** Flow runs, oldest first. */
  flowRuns(): Promise<FlowRun[]>;
  /** Task runs of a flow run, or of all, oldest first. */
  taskRuns(flowRunId?: string): Promise<TaskRun[]>;
  /** All states a flow run or task run was in, oldest first. */
  states(run: { readonly id: string }): Promise<State[]>;
  /** Log lines of a flow run and its tasks, oldest first. */
  logs(flowRunId: string): Promise<Log[]>;
  /** Artifacts of a flow run. */
  artifacts(flowRunId: string): Promise<Artifact[]>;
  close(): Promise<void>;
}

/** Opens a harness; close it after the test, or bind it with `await using`. */
export async function openTestHarness(options: HarnessOptions = {}): Promise<TestHarness> {
  const { now = "2026-01-01T00:00:00Z", logLevel = "DEBUG", print = false, seed } = options;
  const clock = createVirtualClock(new Date(now).getTime());
  const random = seed === undefined ? Math.random : seeded(seed);
  const ids =
    seed === undefined
      ? systemIds
      : { runId: () => makeRunId(clock.now(), bytes(random, 8)), uuid: () => makeUuid7(clock.now(), bytes(random, 10)) };
  const api = await openLocalApi({ memory: true }, { clock, ids });
  const client = createClient(api.transport);
  const runtime: Runtime = {
    clock,
    ids,
    random,
    client,
    blobs: placedBlobs(api),
    consoleUrl: undefined,
    level: levelNumber(logLevel),
    print: print ? (line) => process.stderr.write(`${line}\n`) : () => {},
    colours: false,
    holder: "test",
    spool: null,
    live: false,
  };
  const close = () => api.close();
  return {
    clock,
    client,
    blobs: api.blobs,
    run: (fn) => withRuntime(runtime, fn),
    flowRuns: () => pages((offset) => client.filterFlowRuns({ body: { sort: "EXPECTED_START_TIME_ASC", offset } })),
    async taskRuns(flowRunId) {
      const flow_runs = flowRunId === undefined ? undefined : { id: { any_: [flowRunId] } };
      const runs = await pages((offset) => client.filterTaskRuns({ body: { flow_runs, sort: "EXPECTED_START_TIME_ASC", offset } }));
      return runs;
    },
    async states({ id }) {
      const ofFlow = await client.readFlowRunStates({ query: { flow_run_id: id } }).catch(() => []);
      return ofFlow.length > 0 ? ofFlow : client.readTaskRunStates({ query: { task_run_id: id } });
    },
    logs: (id) => pages((offset) => client.filterLogs({ body: { logs: { flow_run_id: { any_: [id] } }, offset } as never })),
    artifacts: (id) => client.filterArtifacts({ body: { artifacts: { flow_run_id: { any_: [id] } } } }),
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function pages<T>(page: (offset: number) => Promise<T[]>): Promise<T[]> {
  const all: T[] = [];
  for (;;) {
    const rows = await page(all.length);
    all.push(...rows);
    if (rows.length < 200) return all;
  }
}

/** Mulberry32: small, and good enough to spread delays. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function bytes(random: () => number, count: number): Uint8Array {
  return Uint8Array.from({ length: count }, () => Math.floor(random() * 256));
}
