import { expect, it } from "vitest";
import { createReact } from "#functions/react/react.ts";
import { runLines } from "#functions/react/run-lines.ts";
import type { Transition } from "#functions/react/transition.ts";
import { openTestApi } from "../support/api.ts";
import { consumeAll } from "../support/consume.ts";
import { begin } from "../support/seed.ts";

it("leaves a line with the run's id for each transition, nothing of its payload, and counts", async () => {
  const api = openTestApi();
  const told: Transition[] = [];
  const run = await begin(api);
  const secret = "what the flow works on";
  const state = { type: "COMPLETED", data: { value: secret }, message: secret } as const;
  await api.client.setFlowRunState({ params: { id: run.id }, body: { state, epoch: 1 } });
  await consumeAll(api, "events", createReact(api.parts, { onTransitions: (transitions) => told.push(...transitions) }));

  const lines = runLines(told, 1000.5);
  expect(lines.join("")).not.toContain(secret);
  const read = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  const transitions = read.slice(0, -1);
  expect(transitions.map(({ level, state_type, flow_run_id }) => ({ level, state_type, flow_run_id }))).toEqual(
    told.map(({ state }) => ({ level: "info", state_type: state.type, flow_run_id: run.id })),
  );
  expect(transitions.at(-1)).toMatchObject({ message: "Flow run is Completed", state_type: "COMPLETED" });
  expect(read.at(-1)).toMatchObject({
    _aws: { Timestamp: 1000, CloudWatchMetrics: [{ Namespace: "Millrace", Dimensions: [[]] }] },
    RunsStarted: 1,
    RunsCompleted: 1,
    StartDelay: [expect.any(Number)],
  });
  expect(read.at(-1)).not.toHaveProperty("RunsFailed");
});

it("counts nothing where nothing began or ended, since a metric costs by the hour", () => {
  expect(runLines([], 0)).toEqual([]);
});
