import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openFleet } from "#cloud/ecs/fleet.ts";
import { type EcsServer, ecsServer } from "#test/support/ecs-server.ts";

let ecs: EcsServer;
beforeEach(async () => {
  ecs = await ecsServer();
});
afterEach(() => ecs[Symbol.asyncDispose]());

describe("a fleet on ECS", () => {
  it("is asked for its size and given another, by the names of cluster and service", async () => {
    const fleet = openFleet(ecs.client);
    const agents = { cluster: "c", service: "agents" };
    expect(await fleet.size(agents)).toBe(0);
    await fleet.resize(agents, 3);
    expect(await fleet.size(agents)).toBe(3);
    expect(ecs.calls[1]).toEqual({ action: "UpdateService", input: { cluster: "c", service: "agents", desiredCount: 3 } });
  });

  it("has no size when there is no such service, and can't be given one", async () => {
    const fleet = openFleet(ecs.client);
    const gone = { cluster: "c", service: "gone" };
    expect(await fleet.size(gone)).toBeNull();
    await expect(fleet.resize(gone, 1)).rejects.toMatchObject({ name: "ServiceNotFoundException" });
  });
});
