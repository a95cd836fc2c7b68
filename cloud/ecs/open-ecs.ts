import type { AgentFleet } from "#core/ports/agent-fleet.ts";
import type { RunTasks } from "#core/ports/run-tasks.ts";
import { ecsClient } from "./ecs-client.ts";
import { openFleet } from "./fleet.ts";
import { openRunTasks } from "./run-tasks.ts";

/** The agents that are a service, with a client of their own. */
export function openEcsFleet(): AgentFleet {
  return openFleet(ecsClient());
}

/** What starts tasks of runs, with a client of its own. */
export function openEcsTasks(): RunTasks {
  return openRunTasks(ecsClient());
}
