import { describe, expect, it } from "vitest";
import { openPlace } from "./support.ts";

const LONG = 60_000;

describe("an agent", () => {
  it("takes a run, runs it in a process of its own, and its results are there", { timeout: LONG }, async () => {
    await using place = await openPlace();
    const agent = place.agent();
    const deployment = await place.deploy("steps");
    const id = await place.run(deployment, { start: 4 });
    const run = await place.until(id);
    expect(run).toMatchObject({ state_type: "COMPLETED", run_count: 1, state: { data: { type: "inline", value: "[7]" } } });
    const tasks = await place.client.filterTaskRuns({ body: { flow_runs: { id: { any_: [id] } } } });
    expect(tasks.map(({ name, state_type }) => [name, state_type]).sort()).toEqual([
      ["one-0", "COMPLETED"],
      ["one-1", "COMPLETED"],
      ["one-2", "COMPLETED"],
    ]);
    expect(await place.logs(id)).toEqual(["millrace.flow_runs: logged"]);
    await agent.written("Completed");
    expect(agent.output()).toMatch(new RegExp(`▸ ${run.name} \\(steps\\) started, from q\n✔ Completed ${run.name} \\(steps\\) in `));
  });
});
