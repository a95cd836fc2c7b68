import { describe, expect, it } from "vitest";
import { formatTimestamp } from "#core/contract/scalars.ts";
import { systemIds } from "#core/ports/system.ts";
import { createBudget } from "#functions/services/listing/scan.ts";
import { openTestApi, START, type TestApi } from "./support/api.ts";
import { begin, snapshot } from "./support/seed.ts";

// Listings that reach over several pages, partitions and chunks.

const MINUTE = 60_000;

/** Scheduled runs, one every `step` minutes back from the start, dealt out to the flows in turn; newest first. */
async function scheduled(
  api: TestApi,
  count: number,
  { step = 30, flows = ["a", "b", "c"], more = {} }: { step?: number; flows?: string[]; more?: object } = {},
) {
  const made = await Promise.all(flows.map((name) => api.client.createFlow({ body: { name } })));
  return Promise.all(
    Array.from({ length: count }, (_, n) => {
      const scheduled_time = formatTimestamp(START - n * step * MINUTE);
      return api.client.createFlowRun({
        body: {
          flow_id: made[n % made.length]!.id,
          name: `run-${n}`,
          state: { type: "SCHEDULED", state_details: { scheduled_time } },
          ...more,
        },
      });
    }),
  );
}

/** All rows of a listing, page by page. */
async function everyPage<Row>(limit: number, list: (part: { limit: number; offset: number }) => Promise<Row[]>): Promise<Row[]> {
  const rows: Row[] = [];
  for (;;) {
    const page = await list({ limit, offset: rows.length });
    rows.push(...page);
    if (page.length < limit) return rows;
  }
}

/** What a request reads from the store: queries sent and documents that came. */
function meter({ store }: TestApi) {
  const read = { queries: 0, documents: 0 };
  const query = store.query.bind(store);
  store.query = async (...args) => {
    const page = await query(...args);
    read.queries++;
    read.documents += page.documents.length;
    return page as never;
  };
  return read;
}

const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);

describe("many flow runs", () => {
  it.each([
    ["all of them", {}, () => true],
    ["of one flow", { flows: { name: { any_: ["b"] } } }, (n: number) => n % 3 === 1],
    ["of two flows", { flows: { name: { any_: ["a", "c", "nobody"] } } }, (n: number) => n % 3 !== 1],
    ["by a part of the flow's name", { flows: { name: { like_: "B" } } }, (n: number) => n % 3 === 1],
  ])("come newest first, page by page: %s", async (_, filter, isWanted) => {
    const api = openTestApi();
    const runs = await scheduled(api, 170);
    const wanted = runs.filter((_run, n) => isWanted(n));
    for (const sort of ["EXPECTED_START_TIME_DESC", "ID_DESC"]) {
      expect(ids(await everyPage(23, (part) => api.client.filterFlowRuns({ body: { ...filter, sort, ...part } as never })))).toEqual(
        ids(wanted),
      );
    }
    expect(
      ids(
        await everyPage(50, (part) =>
          api.client.filterFlowRuns({ body: { ...filter, sort: "EXPECTED_START_TIME_ASC", ...part } as never }),
        ),
      ),
    ).toEqual(ids(wanted).reverse());
    expect(await api.client.countFlowRuns({ body: filter as never })).toBe(wanted.length);
    const page = await api.client.paginateFlowRuns({ body: { ...filter, sort: "EXPECTED_START_TIME_DESC", limit: 20, page: 2 } as never });
    expect(page).toMatchObject({ count: wanted.length, limit: 20, page: 2, pages: Math.ceil(wanted.length / 20) });
    expect(ids(page.results)).toEqual(ids(wanted).slice(20, 40));
  });

  it("of a deployment are read from its index", async () => {
    const api = openTestApi();
    const deployment_id = systemIds.uuid();
    await scheduled(api, 60, { flows: ["other"] });
    const own = await scheduled(api, 30, { more: { deployment_id } });
    const read = meter(api);
    expect(
      ids(
        await api.client.filterFlowRuns({
          body: { flow_runs: { deployment_id: { any_: [deployment_id] } }, sort: "EXPECTED_START_TIME_DESC" },
        }),
      ),
    ).toEqual(ids(own));
    expect(read.documents).toBe(30);
  });

  it("are bounded by expected start time, both ends included", async () => {
    const api = openTestApi();
    const runs = await scheduled(api, 100);
    const expected_start_time = { after_: formatTimestamp(START - 60 * 30 * MINUTE), before_: formatTimestamp(START - 10 * 30 * MINUTE) };
    for (const filter of [{}, { flows: { name: { any_: ["a", "b", "c"] } } }]) {
      const found = await api.client.filterFlowRuns({
        body: { ...filter, flow_runs: { expected_start_time }, sort: "EXPECTED_START_TIME_DESC" },
      });
      expect(ids(found)).toEqual(ids(runs.slice(10, 61)));
    }
  });

  it("come by when they started, also those that started late", async () => {
    const api = openTestApi();
    const runs = await scheduled(api, 90, { step: 1 });
    // the run expected first but one starts now, nearly an hour and a half after the newest of those before it were expected
    const late = runs[40]!;
    await api.client.setFlowRunState({ params: { id: late.id }, body: { state: { type: "RUNNING" } } });
    const expected = [late, ...runs.filter((run) => run !== late)];
    expect(ids(await api.client.filterFlowRuns({ body: { sort: "START_TIME_DESC", limit: 5 } }))).toEqual(ids(expected.slice(0, 5)));
    expect(ids(await everyPage(20, (part) => api.client.filterFlowRuns({ body: { sort: "START_TIME_ASC", ...part } })))).toEqual(
      ids(expected).reverse(),
    );
  });

  it("cost no more to show fifty of than those fifty", async () => {
    const api = openTestApi();
    await scheduled(api, 300, { step: 2 });
    const read = meter(api);
    for (const sort of ["EXPECTED_START_TIME_DESC", "ID_DESC"] as const)
      expect(await api.client.filterFlowRuns({ body: { sort, limit: 50 } })).toHaveLength(50);
    // the two days that have runs, one page, and those that have not ended, each time
    expect(read).toEqual({ queries: 6, documents: 104 });
  });

  it("cost nothing for days without any", async () => {
    const api = openTestApi();
    const runs = await scheduled(api, 3, { step: 365 * 24 * 60 });
    const read = meter(api);
    expect(ids(await api.client.filterFlowRuns({ body: {} }))).toEqual(ids(runs));
    expect(read.queries).toBe(5);
  });
});

describe("many task runs", () => {
  it("of one flow run come page by page", async () => {
    const api = openTestApi();
    const run = await begin(api);
    const told = Array.from({ length: 130 }, (_, n) => snapshot(["RUNNING", "COMPLETED"], { name: `t-${n}`, at: START + n * 1000 }));
    await api.client.reportTaskRuns({ body: { flow_run_id: run.id, epoch: 1, sequence: 1, task_runs: told } });
    const filter = { task_runs: { flow_run_id: { any_: [run.id] } } };
    expect(ids(await everyPage(40, (part) => api.client.filterTaskRuns({ body: { ...filter, ...part } })))).toEqual(
      ids(told).sort().reverse(),
    );
    expect(
      ids(await everyPage(33, (part) => api.client.filterTaskRuns({ body: { ...filter, sort: "EXPECTED_START_TIME_ASC", ...part } }))),
    ).toEqual(ids(told));
    expect(await api.client.countTaskRuns({ body: filter })).toBe(130);
  });

  it("of many flow runs come newest first, also where an older flow run started one later", async () => {
    const api = openTestApi();
    const runs = await scheduled(api, 40, { step: 1 });
    const told = await Promise.all(
      runs.map(async (run, n) => {
        const mine = Array.from({ length: 3 }, (_, m) =>
          snapshot(["RUNNING"], { at: START - n * MINUTE + m * 1000 + (n === 20 && m === 2 ? 30 * MINUTE : 0) }),
        );
        await api.client.reportTaskRuns({ body: { flow_run_id: run.id, epoch: 0, sequence: 1, task_runs: mine } });
        return mine;
      }),
    );
    const newest = told.flat().sort((a, b) => (a.expected_start_time < b.expected_start_time ? 1 : -1));
    expect(ids(await api.client.filterTaskRuns({ body: { sort: "EXPECTED_START_TIME_DESC", limit: 10 } }))).toEqual(
      ids(newest.slice(0, 10)),
    );
  });
});

describe("many chunks of log lines", () => {
  it("that overlap come in the order of their times, both ways", async () => {
    const api = openTestApi();
    const run = await begin(api);
    for (let sequence = 1; sequence <= 130; sequence++) {
      // batches overlap those of the fifty seconds after them, and have one straggler, so that they are cut into chunks
      const logs = Array.from({ length: 5 }, (_, n) => ({
        name: "l",
        level: 20,
        message: `${sequence}.${n}`,
        timestamp: formatTimestamp(START + sequence * 1000 + (n === 4 ? 20 * MINUTE : n * 13_000) - n),
      }));
      await api.client.reportTaskRuns({ body: { flow_run_id: run.id, epoch: 1, sequence, task_runs: [], logs } });
    }
    const read = async (sort: "TIMESTAMP_ASC" | "TIMESTAMP_DESC") =>
      (await everyPage(170, (part) => api.client.filterLogs({ body: { logs: { flow_run_id: { any_: [run.id] } }, sort, ...part } }))).map(
        (log) => log.timestamp,
      );
    const times = await read("TIMESTAMP_ASC");
    expect(times).toHaveLength(650);
    expect(times).toEqual([...times].sort());
    expect(await read("TIMESTAMP_DESC")).toEqual([...times].reverse());
  });

  it("are not read before the time asked for", async () => {
    const api = openTestApi();
    const run = await begin(api);
    for (let sequence = 1; sequence <= 50; sequence++) {
      await api.client.reportTaskRuns({
        body: {
          flow_run_id: run.id,
          epoch: 1,
          sequence,
          task_runs: [],
          logs: [{ name: "l", level: 20, message: String(sequence), timestamp: formatTimestamp(START + sequence * MINUTE) }],
        },
      });
    }
    const meterOf = meter(api);
    const after_ = formatTimestamp(START + 45 * MINUTE);
    const found = await api.client.filterLogs({ body: { logs: { flow_run_id: { any_: [run.id] }, timestamp: { after_ } } } });
    expect(found.map((log) => log.message)).toEqual(["45", "46", "47", "48", "49", "50"]);
    expect(meterOf.documents).toBeLessThan(10);
  });
});

it("a request that would read without bound is told to be narrower", () => {
  const budget = createBudget("flow run", 100);
  budget.spend(100);
  expect(() => budget.spend(1)).toThrow(expect.objectContaining({ code: "bad-request" }));
});
