import * as z from "zod";
import type { Clock } from "#core/ports/clock.ts";
import type { Store } from "#core/ports/store.ts";
import { FLEET_SETTINGS, FleetSettings } from "../services/documents/fleet.ts";
import { ensureWorkQueue } from "../services/work-queues/work-queues.ts";

/** CloudFormation hands every value over as text. */
const Given = z.object({
  Cluster: z.string(),
  Service: z.string(),
  WorkQueues: z.array(z.string()).min(1),
  RunsAtOnce: z.coerce.number(),
  Min: z.coerce.number(),
  Max: z.coerce.number(),
  IdleSeconds: z.coerce.number(),
  Definition: z.string(),
  Container: z.string(),
  Subnets: z.array(z.string()),
  SecurityGroups: z.array(z.string()),
  PublicIp: z.stringbool(),
});

interface Dependencies {
  readonly store: Store;
  readonly clock: Clock;
}

/** Tells the server which agents are deployed beside it, and makes the queues they serve: their token may not. */
export async function registerFleet({ store, clock }: Dependencies, properties: unknown): Promise<void> {
  const given = Given.parse(properties);
  const { Cluster, Service, WorkQueues, RunsAtOnce, Min, Max, IdleSeconds } = given;
  for (const name of WorkQueues) await ensureWorkQueue({ store, clock }, name);
  const body = FleetSettings.parse({
    cluster: Cluster,
    service: Service,
    work_queues: WorkQueues,
    runs_at_once: RunsAtOnce,
    min: Min,
    max: Max,
    idle_seconds: IdleSeconds,
    tasks: {
      cluster: Cluster,
      definition: given.Definition,
      container: given.Container,
      subnets: given.Subnets,
      security_groups: given.SecurityGroups,
      public_ip: given.PublicIp,
    },
  });
  await store.put({ ...FLEET_SETTINGS, body }, "any");
}

/** From now on nobody counts on agents that are about to go. */
export async function forgetFleet({ store }: Dependencies): Promise<void> {
  await store.delete(FLEET_SETTINGS);
}
