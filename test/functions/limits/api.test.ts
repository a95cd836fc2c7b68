import { afterEach, describe, expect, it } from "vitest";
import { systemIds } from "#core/ports/system.ts";
import { armCrashPoint } from "#functions/crash-point.ts";
import { openTestApi, type TestApi } from "../support/api.ts";
import { begin } from "../support/seed.ts";

afterEach(() => armCrashPoint(undefined));

const make = (api: TestApi, name: string, limit: number, more: object = {}) =>
  api.client.createConcurrencyLimitV2({ body: { name, limit, ...more } });
const read = (api: TestApi, name: string) => api.client.readConcurrencyLimitV2({ params: { id_or_name: name } });
const take = (api: TestApi, names: string[], slots = 1, more: object = {}) =>
  api.send("POST", "/v2/concurrency_limits/increment-with-lease", { names, slots, ...more });
const leaseOf = (answer: { json: unknown }) => (answer.json as { lease_id: string }).lease_id;
const giveBack = (api: TestApi, lease_id: string) =>
  api.send("POST", "/v2/concurrency_limits/decrement-with-lease", { lease_id }).then(({ status }) => status);

describe("limits by name", () => {
  it("are made once, read by name or id, listed by name, changed and deleted", async () => {
    const api = openTestApi();
    const made = await make(api, "db", 3);
    await make(api, "api", 10, { slot_decay_per_second: 2 });
    expect(made).toMatchObject({ name: "db", limit: 3, active: true, active_slots: 0, slot_decay_per_second: 0 });
    expect(await api.send("POST", "/v2/concurrency_limits/", { name: "db", limit: 4 })).toMatchObject({ status: 409 });
    expect(await read(api, "db")).toEqual(made);
    expect(await read(api, made.id)).toEqual(made);
    expect((await api.client.filterConcurrencyLimitsV2({})).map(({ name }) => name)).toEqual(["api", "db"]);
    expect((await api.client.filterConcurrencyLimitsV2({ body: { offset: 1, limit: 1 } })).map(({ name }) => name)).toEqual(["db"]);
    await api.client.updateConcurrencyLimitV2({ params: { id_or_name: "db" }, body: { limit: 5, active: false } });
    expect(await read(api, "db")).toMatchObject({ limit: 5, active: false });
    expect(await api.send("PATCH", "/v2/concurrency_limits/db", { name: "other" })).toMatchObject({ status: 422 });
    await api.client.deleteConcurrencyLimitV2({ params: { id_or_name: made.id } });
    expect(await api.send("GET", "/v2/concurrency_limits/db")).toMatchObject({ status: 404 });
  });

  it.each(["a/b", "100%", "a&b", "<a>", "queue:1", "deployment:1", "overlap:1"])("refuse the name %j", async (name) => {
    expect(await openTestApi().send("POST", "/v2/concurrency_limits/", { name, limit: 1 })).toMatchObject({ status: 422 });
  });

  it("have slots as many as they say, all names or none; a full one says when to ask again", async () => {
    const api = openTestApi();
    await make(api, "db", 2);
    await make(api, "net", 1);
    const first = await take(api, ["db", "net", "unknown"]);
    expect(first).toMatchObject({ status: 200, json: { limits: [{ name: "db", limit: 2 }, { name: "net" }] } });
    const refused = await take(api, ["db", "net"]);
    expect(refused).toMatchObject({ status: 423, problem: { code: "no-free-slot", expected: 0 } });
    expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
    expect(await read(api, "db")).toMatchObject({ active_slots: 1 });
    expect(await take(api, ["db"], 3)).toMatchObject({ status: 422 });
    expect(await giveBack(api, leaseOf(first))).toBe(204);
    expect(await giveBack(api, leaseOf(first))).toBe(204);
    expect(await take(api, ["db", "net"])).toMatchObject({ status: 200 });
  });

  it("hold nobody back when unknown or not active", async () => {
    const api = openTestApi();
    await make(api, "off", 0, { active: false });
    expect(await take(api, ["nothing"])).toMatchObject({ status: 200, json: { limits: [] } });
    expect(await take(api, ["off"])).toMatchObject({ status: 200, json: { limits: [{ name: "off" }] } });
  });

  it("count slots without a lease until they are given back or reset", async () => {
    const api = openTestApi();
    await make(api, "db", 2);
    const increment = () => api.send("POST", "/v2/concurrency_limits/increment", { names: ["db"], slots: 1 }).then(({ status }) => status);
    expect([await increment(), await increment(), await increment()]).toEqual([200, 200, 423]);
    await api.client.decrementConcurrencySlots({ body: { names: ["db"], slots: 1 } });
    expect(await read(api, "db")).toMatchObject({ active_slots: 1 });
    await api.client.resetConcurrencyLimit({ params: { id_or_name: "db" } });
    expect(await read(api, "db")).toMatchObject({ active_slots: 0 });
    await api.client.updateConcurrencyLimitV2({ params: { id_or_name: "db" }, body: { active_slots: 2 } });
    expect(await increment()).toBe(423);
  });
});

describe("a lease", () => {
  it("keeps its slots while it is renewed, and is gone when it was not", async () => {
    const api = openTestApi();
    await make(api, "db", 1);
    const lease = leaseOf(await take(api, ["db"], 1, { lease_duration: 60 }));
    const renew = () =>
      api.send("POST", `/v2/concurrency_limits/leases/${lease}/renew`, { lease_duration: 60 }).then(({ status }) => status);
    for (let minute = 0; minute < 10; minute++) {
      api.clock.advance(50_000);
      expect(await renew()).toBe(204);
      expect(await take(api, ["db"])).toMatchObject({ status: 423 });
    }
    api.clock.advance(61_000);
    expect(await take(api, ["db"])).toMatchObject({ status: 200 });
    expect(await renew()).toBe(410);
    expect(await api.send("POST", `/v2/concurrency_limits/leases/${systemIds.uuid()}/renew`)).toMatchObject({ status: 410 });
  });

  it("whose request died before it was answered ends by itself", async () => {
    const api = openTestApi();
    await make(api, "db", 1);
    armCrashPoint((name) => {
      if (name === "lease:slots-taken") throw new Error("died here");
    });
    expect(await take(api, ["db"], 1, { lease_duration: 60 })).toMatchObject({ status: 500 });
    armCrashPoint(undefined);
    expect(await take(api, ["db"])).toMatchObject({ status: 423 });
    api.clock.advance(61_000);
    expect(await take(api, ["db"])).toMatchObject({ status: 200 });
  });

  it("shows who holds it and until when", async () => {
    const api = openTestApi();
    await make(api, "db", 2);
    const run = await begin(api);
    const lease = leaseOf(await take(api, ["db"], 2, { lease_duration: 300, holder: { type: "flow_run", id: run.id } }));
    api.clock.advance(100_000);
    await api.send("POST", `/v2/concurrency_limits/leases/${lease}/renew`, { lease_duration: 300 });
    const [holder] = await api.client.readConcurrencyHolders({ params: { id_or_name: "db" } });
    expect(holder).toMatchObject({ flow_run_id: run.id, flow_run_name: run.name, lease_id: lease, slots: 2 });
    expect(Date.parse(holder!.expires) - Date.parse(holder!.acquired)).toBeGreaterThan(399_000);
    expect(Date.parse(holder!.expires) - Date.parse(holder!.acquired)).toBeLessThan(401_000);
  });
});

describe("a rate limit", () => {
  it("gives its slots back by itself, and only by itself", async () => {
    const api = openTestApi();
    await make(api, "api", 2, { slot_decay_per_second: 0.5 });
    const ask = () => api.send("POST", "/v2/concurrency_limits/increment", { names: ["api"], slots: 1, mode: "rate_limit" });
    expect([(await ask()).status, (await ask()).status]).toEqual([200, 200]);
    const refused = await ask();
    expect([refused.status, Number(refused.headers["retry-after"])]).toEqual([423, 2]);
    await api.client.decrementConcurrencySlots({ body: { names: ["api"], slots: 2 } });
    expect((await ask()).status).toBe(423);
    api.clock.advance(2_001);
    expect([(await ask()).status, (await ask()).status]).toEqual([200, 423]);
    expect(await read(api, "api")).toMatchObject({ active_slots: 2 });
  });

  it("is asked for by that name only", async () => {
    const api = openTestApi();
    await make(api, "db", 2);
    expect(await api.send("POST", "/v2/concurrency_limits/increment", { names: ["db"], slots: 1, mode: "rate_limit" })).toMatchObject({
      status: 422,
    });
  });

  it("becomes a concurrency limit and back with what is in use", async () => {
    const api = openTestApi();
    await make(api, "x", 2);
    await take(api, ["x"]);
    const update = (body: object) => api.client.updateConcurrencyLimitV2({ params: { id_or_name: "x" }, body });
    await update({ slot_decay_per_second: 1 });
    expect(await read(api, "x")).toMatchObject({ active_slots: 1 });
    api.clock.advance(1_000);
    expect(await read(api, "x")).toMatchObject({ active_slots: 0 });
    await update({ slot_decay_per_second: 0 });
    expect(await read(api, "x")).toMatchObject({ active_slots: 0, slot_decay_per_second: 0 });
  });
});

describe("limits by tag", () => {
  it("are the limits named tag:<tag>: made or changed, read, listed, deleted", async () => {
    const api = openTestApi();
    const made = await api.client.createConcurrencyLimit({ body: { tag: "gpu", concurrency_limit: 1 } });
    const changed = await api.client.createConcurrencyLimit({ body: { tag: "gpu", concurrency_limit: 2 } });
    expect(changed).toMatchObject({ id: made.id, tag: "gpu", concurrency_limit: 2, active_slots: [] });
    expect(await read(api, "tag:gpu")).toMatchObject({ id: made.id, limit: 2 });
    await make(api, "db", 1);
    expect(await api.client.filterConcurrencyLimits({})).toMatchObject([{ tag: "gpu" }]);
    expect(await api.client.readConcurrencyLimit({ params: { id: made.id } })).toMatchObject({ tag: "gpu" });
    expect(await api.client.readConcurrencyLimitByTag({ params: { tag: "gpu" } })).toMatchObject({ tag: "gpu" });
    expect(await api.send("DELETE", "/concurrency_limits/tag/gpu")).toMatchObject({ status: 200, text: "null" });
    expect(await api.send("DELETE", "/concurrency_limits/tag/gpu")).toMatchObject({ status: 404 });
    expect(await api.send("GET", `/concurrency_limits/${(await read(api, "db")).id}`)).toMatchObject({ status: 404 });
  });

  it("are held by task runs, each once, until given back, reset, or the task run has ended", async () => {
    const api = openTestApi();
    await api.client.createConcurrencyLimit({ body: { tag: "gpu", concurrency_limit: 1 } });
    const [one, two] = [systemIds.uuid(), systemIds.uuid()];
    const take = (id: string) => api.send("POST", "/concurrency_limits/increment", { names: ["gpu"], task_run_id: id });
    expect(await take(one)).toMatchObject({ status: 200, json: [{ name: "gpu", limit: 1 }] });
    expect(await take(one)).toMatchObject({ status: 200 });
    expect(await take(two)).toMatchObject({ status: 423 });
    expect(await api.client.readConcurrencyLimitByTag({ params: { tag: "gpu" } })).toMatchObject({ active_slots: [one] });
    await api.client.decrementTagSlots({ body: { names: ["gpu"], task_run_id: one } });
    expect(await take(two)).toMatchObject({ status: 200 });
    await api.client.resetConcurrencyLimitByTag({ params: { tag: "gpu" }, body: { slot_override: [one] } });
    expect(await take(two)).toMatchObject({ status: 423 });
    await api.client.resetConcurrencyLimitByTag({ params: { tag: "gpu" } });

    const run = await begin(api);
    const task = await api.client.createTaskRun({ body: { flow_run_id: run.id, task_key: "t", dynamic_key: "0" } });
    await take(task.id);
    api.clock.advance(10 * 60_000);
    expect(await take(two)).toMatchObject({ status: 423 });
    await api.client.setTaskRunState({ params: { id: task.id }, body: { state: { type: "COMPLETED" }, force: true } });
    api.clock.advance(10 * 60_000);
    expect(await take(two)).toMatchObject({ status: 200 });
  });
});
