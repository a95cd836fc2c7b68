import { expect, it } from "vitest";
import type { Clock } from "#core/ports/clock.ts";
import { claimServices } from "#functions/services/agents/claim.ts";
import { openTestApi } from "../support/api.ts";
import { agentOf, deploy } from "./support.ts";

/** A clock on which a millisecond passes at each look, and waiting takes no time. */
function hastyClock(start: number): Clock & { readonly waits: number[] } {
  let now = start;
  const waits: number[] = [];
  return {
    waits,
    now: () => now++,
    sleep: async (ms) => {
      waits.push(ms);
      now += ms;
    },
  };
}

it.each(Array.from({ length: 24 }, (_, ms) => ms))("a run that falls due %i ms after the call is not slept over", async (ms) => {
  const api = openTestApi();
  const deployment = await deploy(api, { schedules: [] });
  const { agent } = await agentOf(api);
  const start = Math.ceil(api.clock.now()) + 1_000;
  const scheduled_time = new Date(start + ms).toISOString();
  await api.client.createDeploymentRun({
    params: { id: deployment.id },
    body: { state: { type: "SCHEDULED", state_details: { scheduled_time } } },
  });
  const clock = hastyClock(start);
  // without a queue nothing but the clock wakes
  const parts = { ...api.parts, clock, queue: undefined as never, settings: { ...api.parts.settings, canWait: true } };
  const body = { agent, work_queues: ["all"], limit: 1, wait_seconds: 20, prefetch_seconds: 0 };
  const answer = await claimServices(parts).claimFlowRuns({ body, params: {}, query: {} } as never, { baseUrl: "http://x/api" } as never);
  expect("claims" in answer && answer.claims).toHaveLength(1);
  expect(Math.max(0, ...clock.waits)).toBeLessThanOrEqual(ms + 1);
});
