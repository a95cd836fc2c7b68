import { openFleet } from "#cloud/ecs/fleet.ts";
import { systemIds } from "#core/ports/system.ts";
import type { Counts } from "#functions/counts.ts";
import { createReact } from "#functions/react/react.ts";
import { FLEET_SETTINGS, type FleetSettings } from "#functions/services/documents/fleet.ts";
import { createParts } from "#functions/services/parts.ts";
import { createSweep } from "#functions/sweep/sweep.ts";
import type { EcsServer } from "#test/support/ecs-server.ts";
import { openTestApi } from "../support/api.ts";
import { consumeAll } from "../support/consume.ts";

/** The services as in AWS with a fleet of agents beside them, over a server that stands in for ECS. */
export async function openFleetApi(ecs: EcsServer, given: Partial<FleetSettings> = {}) {
  const api = openTestApi({ settings: { delayedHints: true, canScaleAgents: true } });
  const body = { cluster: "c", service: "agents", work_queues: ["ml"], runs_at_once: 2, min: 0, max: 3, idle_seconds: 600, ...given };
  await api.store.put({ ...FLEET_SETTINGS, body }, "any");
  await api.client.createWorkQueue({ body: { name: "ml" } });
  const flow = await api.client.createFlow({ body: { name: "train" } });
  const deployment = await api.client.createDeployment({ body: { flow_id: flow.id, name: "d", work_queue_name: "ml" } });
  const reacting = createParts({ ...api.parts, fleet: openFleet(ecs.client) });
  const counted: Counts[] = [];
  const react = createReact(reacting, { count: async (counts) => void counted.push(counts) });
  const sweep = createSweep(api.parts);
  const agent = { id: systemIds.uuid(), name: "fargate:one" };
  return {
    ...api,
    /** The parts of the function that may set the number of agents. */
    reacting,
    /** What it counted. */
    counted,
    react: () => consumeAll(api, "events", react),
    /** Minutes that pass, each with a sweep and what follows from it; `beat` is called every 20 seconds. */
    async minutes(count: number, beat?: () => Promise<unknown>) {
      for (let minute = 0; minute < count; minute += 1) {
        for (let part = 0; part < 3; part += 1) {
          api.clock.advance(20_000);
          await beat?.();
        }
        await sweep();
        await consumeAll(api, "events", react);
      }
    },
    async runs(count: number) {
      for (let made = 0; made < count; made += 1) await api.client.createDeploymentRun({ params: { id: deployment.id }, body: {} });
    },
    /** The agent of the fleet takes so many runs. */
    async claim(limit: number) {
      return (await api.client.claimFlowRuns({ body: { agent, work_queues: ["ml"], limit } })).claims;
    },
    beat: () => api.client.heartbeatAgent({ body: { agent, runs: [] } }),
    /** What the service was told, one after the other. */
    told: () => ecs.calls.filter(({ action }) => action === "UpdateService").map(({ input }) => input["desiredCount"]),
  };
}
