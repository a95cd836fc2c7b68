import { afterEach, describe, expect, it } from "vitest";
import type { StateType } from "#core/contract/states.ts";
import type { Retention } from "#core/rules/retention.ts";
import { armCrashPoint } from "#functions/crash-point.ts";
import type { Parts } from "#functions/services/parts.ts";
import { upkeep } from "#functions/services/upkeep.ts";
import { openTestApi, type TestApi } from "./support/api.ts";
import { begin, snapshot } from "./support/seed.ts";

afterEach(() => armCrashPoint(undefined));

const DAY = 86_400_000;

function open(retention?: Retention, indexLagMs?: number): { api: TestApi; parts: Parts } {
  const api = openTestApi({ ...(retention && { retention }), ...(indexLagMs !== undefined && { indexLagMs }) });
  return { api, parts: api.parts };
}

/** A whole run: a task whose result is a blob, a log line, an artifact. */
async function wholeRun(api: TestApi, end: StateType | null): Promise<string> {
  const run = await begin(api);
  const task = snapshot(["RUNNING", "COMPLETED"]);
  const key = `results/${task.id}`;
  await api.blobs.put(key, Buffer.from("42"));
  await api.blobs.put(`results/${run.id}`, Buffer.from("43"));
  const states = task.states.map((state) => ({ ...state, data: { type: "blob", serializer: "s", key, size: 2 } }));
  const logs = [{ name: "l", level: 20, message: "m", timestamp: "2026-11-23T09:00:00Z" }];
  await api.client.reportTaskRuns({
    body: { flow_run_id: run.id, epoch: 1, sequence: 1, task_runs: [{ ...task, states }], logs },
  });
  await api.client.createArtifact({ body: { flow_run_id: run.id, key: "k", type: "markdown", data: "x" } });
  const data = { type: "blob", serializer: "s", key: `results/${run.id}`, size: 2 };
  if (end !== null) await api.client.setFlowRunState({ params: { id: run.id }, body: { state: { type: end, data }, epoch: 1 } });
  return run.id;
}

/** Passes until one round is through. */
async function round(parts: Parts): Promise<number> {
  let removed = 0;
  for (let pass = 0; pass < 50; pass++) {
    removed += await upkeep(parts);
    const progress = await parts.store.get<{ rested?: number }>({ pk: "UPKEEP", sk: "META" });
    if (progress?.body.rested !== undefined) return removed;
  }
  throw new Error("a round does not come to its end");
}

const runs = async (api: TestApi) => (await api.client.filterFlowRuns({ body: {} })).map(({ id }) => id);
const leftOf = async (parts: Parts, id: string) => (await parts.store.query({ index: "main", pk: `RUN#${id}` })).documents.length;
const blobs = async (api: TestApi) => (await api.blobs.list("")).blobs.map(({ key }) => key);

describe("flow runs", () => {
  it.each([0, 5_000])("go 90 days after they ended with all that belongs to them, and not before (index lag %i ms)", async (indexLagMs) => {
    const { api, parts } = open(undefined, indexLagMs);
    const id = await wholeRun(api, "COMPLETED");
    api.clock.advance(90 * DAY - 60_000);
    expect(await round(parts)).toBe(0);
    expect(await blobs(api)).toHaveLength(2);
    api.clock.advance(DAY);
    expect(await round(parts)).toBe(1);
    api.clock.advance(indexLagMs);
    expect([await runs(api), await leftOf(parts, id), await blobs(api)]).toEqual([[], 0, []]);
    expect(await api.client.filterArtifacts({ body: {} })).toEqual([]);
    expect(await api.client.countTaskRuns({ body: {} })).toBe(0);
  });

  it("stay while they go on or are scheduled, however old", async () => {
    const { api, parts } = open();
    const going = await wholeRun(api, null);
    const flow = (await api.client.readFlowRun({ params: { id: going } })).flow_id;
    const scheduled = await api.client.createFlowRun({ body: { flow_id: flow, state: { type: "SCHEDULED" } } });
    api.clock.advance(1000 * DAY);
    expect(await round(parts)).toBe(0);
    expect((await runs(api)).sort()).toEqual([going, scheduled.id].sort());
  });

  it("stay as long as their state's setting says; 0 is for ever", async () => {
    const { api, parts } = open({ runs: 10, failed: 100, crashed: 0 });
    const [completed, failed, crashed] = [await wholeRun(api, "COMPLETED"), await wholeRun(api, "FAILED"), await wholeRun(api, "CRASHED")];
    api.clock.advance(11 * DAY);
    expect(await round(parts)).toBe(1);
    expect(await leftOf(parts, completed)).toBe(0);
    api.clock.advance(90 * DAY);
    expect(await round(parts)).toBe(1);
    expect(await leftOf(parts, failed)).toBe(0);
    api.clock.advance(1000 * DAY);
    expect(await round(parts)).toBe(0);
    expect(await runs(api)).toEqual([crashed]);
    expect(await blobs(api)).toHaveLength(2);
  });

  it("that were started again count from their new end", async () => {
    const { api, parts } = open({ runs: 10 });
    const id = await wholeRun(api, "FAILED");
    api.clock.advance(9 * DAY);
    await api.client.setFlowRunState({ params: { id }, body: { state: { type: "SCHEDULED" }, force: true } });
    api.clock.advance(9 * DAY);
    expect(await round(parts)).toBe(0);
    expect(await runs(api)).toEqual([id]);
  });

  it("with a result of another run, as cached ones have, leave that where it is", async () => {
    const { api, parts } = open({ runs: 10 });
    const run = await begin(api);
    await api.blobs.put("results/another", Buffer.from("1"));
    const data = { type: "blob", serializer: "s", key: "results/another", size: 1 };
    await api.client.setFlowRunState({ params: { id: run.id }, body: { state: { type: "COMPLETED", data }, epoch: 1 } });
    api.clock.advance(11 * DAY);
    expect(await round(parts)).toBe(1);
    expect(await blobs(api)).toEqual(["results/another"]);
  });
});

describe("a pass", () => {
  it("does a bounded piece, and the next goes on from there", async () => {
    const { api, parts } = open({ runs: 10 });
    for (let at = 0; at < 30; at++) {
      const run = await begin(api);
      const task_runs = Array.from({ length: 99 }, () => snapshot(["RUNNING", "COMPLETED"]));
      await api.client.reportTaskRuns({ body: { flow_run_id: run.id, epoch: 1, sequence: 1, task_runs } });
      await api.client.setFlowRunState({ params: { id: run.id }, body: { state: { type: "COMPLETED" }, epoch: 1 } });
    }
    api.clock.advance(11 * DAY);
    expect(await upkeep(parts)).toBe(20);
    expect(await upkeep(parts)).toBe(10);
    expect(await runs(api)).toEqual([]);
  });

  it("that dies half-way is done again", async () => {
    const { api, parts } = open({ runs: 10 });
    const ids = [await wholeRun(api, "COMPLETED"), await wholeRun(api, "COMPLETED")];
    api.clock.advance(11 * DAY);
    for (const point of ["delete-run:parts-deleted", "upkeep:run-removed"] as const) {
      armCrashPoint((name) => {
        if (name === point) throw new Error("died here");
      });
      await expect(upkeep(parts)).rejects.toThrow("died here");
    }
    armCrashPoint(undefined);
    expect(await round(parts)).toBe(1);
    for (const id of ids) expect(await leftOf(parts, id)).toBe(0);
    expect(await blobs(api)).toEqual([]);
  });

  it("after a whole round is one small read, until some hours are over", async () => {
    const { api, parts } = open({ runs: 10 });
    await round(parts);
    await wholeRun(api, "COMPLETED");
    const reads: string[] = [];
    const watched = new Proxy(parts.store, {
      get(target, name) {
        if (typeof name === "string" && name !== "then") reads.push(name);
        return (Reflect.get(target, name) as () => unknown).bind(target);
      },
    });
    api.clock.advance(3_600_000);
    expect(await upkeep({ ...parts, store: watched })).toBe(0);
    expect(reads).toEqual(["get"]);
    api.clock.advance(11 * DAY);
    expect(await upkeep(parts)).toBe(1);
  });

  it("reads nothing where all is kept for ever", async () => {
    const { parts } = open({ runs: 0 });
    expect(await upkeep(parts)).toBe(0);
    expect(await parts.store.get({ pk: "UPKEEP", sk: "META" })).toBeNull();
  });

  it("removes entries of the cache whose results are gone by then", async () => {
    const { api, parts } = open({ runs: 10 });
    await api.blobs.put("results/cache/old.json", Buffer.from("{}"));
    api.clock.advance(9 * DAY);
    await api.blobs.put("results/cache/new.json", Buffer.from("{}"));
    api.clock.advance(2 * DAY);
    await round(parts);
    expect(await blobs(api)).toEqual(["results/cache/new.json"]);
  });
});

it("a run whose result cannot be deleted stays for the next round, and keeps no other", async () => {
  const { api, parts } = open({ runs: 10 });
  const [stuck, other] = [await wholeRun(api, "COMPLETED"), await wholeRun(api, "COMPLETED")];
  api.clock.advance(11 * DAY);
  const away = new Proxy(parts.blobs, {
    get(target, name) {
      if (name !== "delete") return (Reflect.get(target, name) as () => unknown).bind(target);
      return (key: string) => (key.endsWith(stuck) ? Promise.reject(new Error("the bucket is away")) : target.delete(key));
    },
  });
  expect(await round({ ...parts, blobs: away })).toBe(1);
  expect(await runs(api)).toEqual([stuck]);
  expect(await leftOf(parts, other)).toBe(0);
  expect(api.logged.join()).toContain("the bucket is away");
  api.clock.advance(DAY);
  expect(await round(parts)).toBe(1);
});

describe("log lines", () => {
  it.each([
    [undefined, 30],
    [{ logs: 3 }, 3],
  ])("with settings %j go %i days after they were received", async (retention, days) => {
    const { api } = open(retention);
    const id = await wholeRun(api, null);
    await api.client.createLogs({ body: [{ name: "l", level: 20, message: "loose", timestamp: "2026-11-23T09:00:00Z" }] });
    api.clock.advance(days * DAY - 60_000);
    expect(await api.client.filterLogs({ body: {} })).toHaveLength(2);
    api.clock.advance(120_000);
    expect(await api.client.filterLogs({ body: {} })).toEqual([]);
    expect(await runs(api)).toEqual([id]);
  });

  it("stay for ever when 0 says so", async () => {
    const { api } = open({ logs: 0 });
    await wholeRun(api, null);
    api.clock.advance(10_000 * DAY);
    expect(await api.client.filterLogs({ body: {} })).toHaveLength(1);
  });
});
