import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openPlace } from "./support.ts";

describe("a run that suspends itself", { timeout: 120_000 }, () => {
  it("leaves its process and its agent, and goes on in another process with the input, from what was kept", async () => {
    await using place = await openPlace();
    const file = join(place.path, "notes");
    place.agent();
    const id = await place.run(await place.deploy("approval"), { file });
    const paused = await place.until(id, (run) => run.state_type === "PAUSED", 60_000);
    expect(paused.state?.state_details).toMatchObject({ pause_reschedule: true });
    const agents = await place.client.listAgents({});
    expect(agents.map(({ running }) => running)).toEqual([0]);
    expect(await place.client.readWhyWaiting({ params: { id } })).toMatchObject({ code: "paused" });

    const refused = await place.client.resumeFlowRun({ params: { id }, body: { run_input: { amount: "much" } } });
    expect(refused.status).toBe("REJECT");
    await place.client.resumeFlowRun({ params: { id }, body: { run_input: { amount: 40 } } });
    const ended = await place.until(id, undefined, 60_000);
    expect(ended).toMatchObject({ state_name: "Completed", run_count: 1 });
    const lines = readFileSync(file, "utf8").trim().split("\n");
    expect(lines.map((line) => line.split(" ")[0])).toEqual(["prepare", "finish"]);
    expect(new Set(lines.map((line) => line.split(" ")[1])).size).toBe(2);
  });
});
