import { DescribeServicesCommand, type ECSClient, UpdateServiceCommand } from "@aws-sdk/client-ecs";
import type { AgentFleet } from "#core/ports/agent-fleet.ts";

/** The agents as a service of ECS. */
export function openFleet(client: ECSClient): AgentFleet {
  return {
    async size({ cluster, service }) {
      const { services = [] } = await client.send(new DescribeServicesCommand({ cluster, services: [service] }));
      const [found] = services.filter(({ status }) => status !== "INACTIVE");
      return found?.desiredCount ?? null;
    },
    async resize({ cluster, service }, desiredCount) {
      await client.send(new UpdateServiceCommand({ cluster, service, desiredCount }));
    },
  };
}
