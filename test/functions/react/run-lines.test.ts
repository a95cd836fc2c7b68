import { expect, it } from "vitest";
import { createReact } from "#functions/react/react.ts";
import { runLines, transitionCounts } from "#functions/react/run-lines.ts";
import type { Transition } from "#functions/react/transition.ts";
import { agentOf, deploy, go } from "../dispatch/support.ts";
import { openTestApi, type TestApi } from "../support/api.ts";
import { consumeAll } from "../support/consume.ts";
import { begin } from "../support/seed.ts";

/** The transitions that were announced and not yet told, in order. */
async function toldBy(api: TestApi): Promise<Transition[]> {
  const told: Transition[] = [];
  await consumeAll(api, "events", createReact(api.parts, { onTransitions: (transitions) => void told.push(...transitions) }));
  return told;
}

const linesOf = (told: Transition[]) => runLines(told).map((line) => JSON.parse(line) as Record<string, unknown>);

it("leaves a line with the run's id for each transition, nothing of its payload, and counts what began and ended", async () => {
  const api = openTestApi();
  const run = await begin(api);
  const secret = "what the flow works on";
  const state = { type: "COMPLETED", data: { value: secret }, message: secret } as const;
  await api.client.setFlowRunState({ params: { id: run.id }, body: { state, epoch: 1 } });
  const told = await toldBy(api);

  expect(runLines(told).join("")).not.toContain(secret);
  const lines = linesOf(told);
  expect(lines.map(({ level, state_type, flow_run_id }) => ({ level, state_type, flow_run_id }))).toEqual(
    told.map(({ state }) => ({ level: "info", state_type: state.type, flow_run_id: run.id })),
  );
  expect(lines.at(-1)).toMatchObject({ message: "Flow run is Completed", state_type: "COMPLETED" });
  expect(transitionCounts(told)).toEqual({ RunsStarted: 1, RunsCompleted: 1, RunsFailed: 0, RunsCrashed: 0, RunsCancelled: 0 });
});

it("says of a claim how long the run was due, and of its first start alone how long it took to run", async () => {
  const api = openTestApi();
  const { id } = await deploy(api, { schedules: [], work_queue_name: "ml" });
  await api.client.createDeploymentRun({ params: { id }, body: {} });
  api.clock.advance(2500);
  const [held] = await (await agentOf(api, ["ml"])).claim(1);
  api.clock.advance(500);
  await go(api, held!, "RUNNING");
  const lines = linesOf(await toldBy(api));
  const delays = lines.map(({ state_type, work_queue, claim_delay_ms, start_delay_ms }) => [
    state_type,
    work_queue,
    claim_delay_ms,
    start_delay_ms,
  ]);
  expect(delays).toEqual([
    ["SCHEDULED", "ml", undefined, undefined],
    ["PENDING", "ml", 2500, undefined],
    ["RUNNING", "ml", undefined, 3000],
  ]);
});

it("counts nothing where nothing began or ended", () => {
  expect(runLines([])).toEqual([]);
  expect(Object.values(transitionCounts([])).every((count) => count === 0)).toBe(true);
});
