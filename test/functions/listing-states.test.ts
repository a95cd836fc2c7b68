import { afterEach, describe, expect, it } from "vitest";
import type { StateType } from "#core/contract/states.ts";
import type { ObjectFilters } from "#core/rules/select.ts";
import { armCrashPoint } from "#functions/crash-point.ts";
import { flowRunKey } from "#functions/services/documents/keys.ts";
import { matchingFlowRuns } from "#functions/services/listing/flow-runs.ts";
import { createBudget } from "#functions/services/listing/scan.ts";
import { reindexRuns } from "#functions/sweep/reindex.ts";
import { agentOf, deploy, go } from "./dispatch/support.ts";
import { openTestApi, type TestApi } from "./support/api.ts";
import { begin } from "./support/seed.ts";

afterEach(() => armCrashPoint(undefined));

type StateFilter = NonNullable<NonNullable<ObjectFilters["flow_runs"]>["state"]>;

const inState = (state: Omit<StateFilter, "operator">): ObjectFilters => ({
  flow_runs: { operator: "and_", state: { operator: "and_", ...state } },
});
const ofType = (...any_: StateType[]) => inState({ type: { any_ } });

/** The ids found, newest first, by reading at most `bound` documents. */
async function found({ store }: TestApi, filters: ObjectFilters, bound = 4): Promise<string[]> {
  const { batches } = await matchingFlowRuns(store, filters, true, 20, createBudget("flow run", bound));
  const ids: string[] = [];
  for await (const batch of batches) ids.push(...batch.map(({ id }) => id));
  return ids;
}

async function run(api: TestApi, ...types: StateType[]): Promise<string> {
  const flow = await api.client.createFlow({ body: { name: "hello" } });
  const { id } = await api.client.createFlowRun({ body: { flow_id: flow.id } });
  for (const type of types) await api.client.setFlowRunState({ params: { id }, body: { state: { type }, force: true } });
  return id;
}

async function many(api: TestApi, count: number): Promise<void> {
  for (let n = 0; n < count; n++) await run(api, "COMPLETED");
}

const holder = async ({ store }: TestApi, id: string) => (await store.get(flowRunKey(id)))?.indexes?.holder?.pk;

describe("states that are rare are found without reading the runs in others", () => {
  it.each(["FAILED", "CRASHED", "CANCELLED"] as const)("%s, by type and by name", async (type) => {
    const api = openTestApi();
    await reindexRuns(api.parts);
    const first = await run(api, "RUNNING", type);
    await many(api, 10);
    const second = await run(api, type);
    const name = { FAILED: "Failed", CRASHED: "Crashed", CANCELLED: "Cancelled" }[type];
    expect(await found(api, ofType(type))).toEqual([second, first]);
    expect(await found(api, inState({ name: { any_: [name] } }))).toEqual([second, first]);
    expect(await found(api, inState({ type: { any_: [] } }), 0)).toEqual([]);
    await expect(found(api, ofType(type, "COMPLETED"))).rejects.toMatchObject({ code: "bad-request" });
  });

  it("several of them, merged in order of time, also of one flow", async () => {
    const api = openTestApi();
    await reindexRuns(api.parts);
    const ids = [await run(api, "FAILED"), await run(api, "CRASHED"), await run(api, "FAILED"), await run(api, "RUNNING")];
    await many(api, 60);
    expect(await found(api, ofType("FAILED", "CRASHED", "RUNNING"))).toEqual(ids.toReversed());
    const flows = { operator: "and_" as const, name: { any_: ["hello"] } };
    expect(await found(api, { ...ofType("FAILED", "CRASHED", "RUNNING"), flows }, 44)).toEqual(ids.toReversed());
  });

  it("runs under way, whoever holds them", async () => {
    const api = openTestApi();
    await reindexRuns(api.parts);
    const script = await begin(api);
    const client = await run(api, "RUNNING");
    const deployment = await deploy(api, { schedules: [] });
    const made = await api.client.createDeploymentRun({ params: { id: deployment.id }, body: {} });
    const agent = await agentOf(api);
    const [claim] = await agent.claim(1);
    await go(api, claim!, "RUNNING");
    const paused = await run(api, "RUNNING", "PAUSED");
    await many(api, 10);
    expect(await found(api, ofType("RUNNING"), 8)).toEqual([made.id, client, script.id]);
    expect(await found(api, ofType("PAUSED"), 8)).toEqual([paused]);
    await go(api, claim!, "COMPLETED");
    expect(await holder(api, made.id)).toBeUndefined();
    expect(await found(api, ofType("RUNNING"), 8)).toEqual([client, script.id]);
  });

  it("and a run that completes leaves no entry", async () => {
    const api = openTestApi();
    expect(await holder(api, await run(api, "RUNNING"))).toBe("OPEN");
    expect(await holder(api, await run(api, "RUNNING", "COMPLETED"))).toBeUndefined();
    expect(await holder(api, await run(api))).toBeUndefined();
  });
});

describe("runs that an earlier version wrote", () => {
  /** Runs as they lay before bad ends had entries. */
  async function old(api: TestApi): Promise<string[]> {
    const ids = [await run(api, "FAILED"), await run(api, "COMPLETED"), await run(api, "RUNNING", "CRASHED")];
    for (const id of ids) {
      const document = (await api.store.get(flowRunKey(id)))!;
      const { holder: _holder, ...indexes } = document.indexes!;
      await api.store.put({ ...document, indexes }, { version: document.version });
    }
    return ids;
  }

  it("are found before and after they have got their entries", async () => {
    const api = openTestApi();
    const [failed, , crashed] = await old(api);
    await many(api, 10);
    expect(await found(api, ofType("FAILED", "CRASHED"), 100)).toEqual([crashed, failed]);
    expect(await reindexRuns(api.parts)).toBe(2);
    expect(await found(api, ofType("FAILED", "CRASHED"))).toEqual([crashed, failed]);
    expect(await reindexRuns(api.parts)).toBe(0);
  });

  it("are gone through again where a pass died", async () => {
    const api = openTestApi();
    const [failed, , crashed] = await old(api);
    armCrashPoint((name) => {
      if (name === "reindex:page-written") throw new Error("died here");
    });
    await expect(reindexRuns(api.parts)).rejects.toThrow("died here");
    armCrashPoint(undefined);
    expect(await found(api, ofType("FAILED", "CRASHED"), 100)).toEqual([crashed, failed]);
    expect(await reindexRuns(api.parts)).toBe(0);
    expect(await found(api, ofType("FAILED", "CRASHED"))).toEqual([crashed, failed]);
  });
});
