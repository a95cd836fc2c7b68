import { describe, expect, it } from "vitest";
import { flowRunDocument, flowRunRecord } from "#functions/services/documents/flow-run.ts";
import { flowRunKey } from "#functions/services/documents/keys.ts";
import { openTestApi, type TestApi } from "./support/api.ts";
import { begin, snapshot } from "./support/seed.ts";

const kept = { type: "inline", serializer: "devalue", value: "[1]", input: "a".repeat(64) };

/** A completed task run, with or without a result. */
function completed(at: string, data: unknown) {
  const made = snapshot(["PENDING", "RUNNING", "COMPLETED"], { at: Date.parse(at) });
  return { ...made, states: made.states.map((state) => (state.type === "COMPLETED" ? { ...state, data } : state)) };
}

async function report({ client }: TestApi, id: string, task_runs: ReturnType<typeof snapshot>[]): Promise<void> {
  await client.reportTaskRuns({ body: { flow_run_id: id, epoch: 1, sequence: 1, task_runs } });
}

describe("prior task runs", () => {
  it("are those of the run, each with its history, and whether its result can be used again", async () => {
    const api = openTestApi();
    const [run, other] = [await begin(api), await begin(api)];
    const told = [completed("2026-11-23T09:00:01Z", kept), completed("2026-11-23T09:00:02Z", null), snapshot(["PENDING", "RUNNING"])];
    await report(api, run.id, told);
    await report(api, other.id, [completed("2026-11-23T09:00:01Z", kept)]);
    const priors = await api.client.readPriorTaskRuns({ params: { id: run.id }, query: {} });
    const byId = new Map(priors.map((prior) => [prior.id, prior]));
    expect(told.map(({ id }) => [byId.get(id)?.reusable, byId.get(id)?.state_count])).toEqual([
      [true, 3],
      [false, 3],
      [false, 2],
    ]);
    expect(byId.get(told[0]!.id)?.states.at(-1)?.data).toEqual(kept);
  });

  it("go on behind the id given, to an empty page", async () => {
    const api = openTestApi();
    const run = await begin(api);
    await report(
      api,
      run.id,
      Array.from({ length: 5 }, () => snapshot(["RUNNING"])),
    );
    const read = (after?: string) => api.client.readPriorTaskRuns({ params: { id: run.id }, query: after === undefined ? {} : { after } });
    const all = await read();
    expect(await read(all[1]!.id)).toEqual(all.slice(2));
    expect(await read(all.at(-1)!.id)).toEqual([]);
  });

  it("are cut to pages that an answer can hold", async () => {
    const api = openTestApi();
    const run = await begin(api);
    const large = Array.from({ length: 60 }, () => completed("2026-11-23T09:00:01Z", { ...kept, value: "x".repeat(90_000) }));
    await report(api, run.id, large);
    const first = await api.client.readPriorTaskRuns({ params: { id: run.id }, query: {} });
    expect(first.length).toBeLessThan(60);
    const rest = await api.client.readPriorTaskRuns({ params: { id: run.id }, query: { after: first.at(-1)!.id } });
    expect(first.length + rest.length).toBe(60);
  });

  it("of before a retry from scratch can't be used again", async () => {
    const api = openTestApi();
    const run = await begin(api);
    const [old, young] = [completed("2026-11-23T09:00:01Z", kept), completed("2026-11-23T09:00:09Z", kept)];
    await report(api, run.id, [old, young]);
    const document = await api.store.get(flowRunKey(run.id));
    await api.store.put(flowRunDocument({ ...flowRunRecord(document!), fresh_since: "2026-11-23T09:00:05.000000Z" }), "any");
    const priors = await api.client.readPriorTaskRuns({ params: { id: run.id }, query: {} });
    expect(new Map(priors.map((prior) => [prior.id, prior.reusable]))).toEqual(
      new Map([
        [old.id, false],
        [young.id, true],
      ]),
    );
  });
});
