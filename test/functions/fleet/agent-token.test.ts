import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { type AgentTokenDependencies, ensureAgentToken, removeAgentToken } from "#functions/fleet/agent-token.ts";
import { forgetFleet, registerFleet } from "#functions/fleet/register.ts";
import { FLEET_SETTINGS } from "#functions/services/documents/fleet.ts";
import { findToken } from "#functions/token/find-token.ts";
import { openTestApi, type TestApi } from "../support/api.ts";

const DAY_MS = 86_400_000;

function place(api: TestApi) {
  let held: string | null = null;
  const put = (token: string | null) => {
    held = token;
  };
  const dependencies: AgentTokenDependencies = {
    store: api.store,
    clock: api.clock,
    randomBytes,
    parameter: {
      read: async () => held,
      write: async (token) => put(token),
      remove: async () => put(null),
    },
  };
  return { ...dependencies, held: () => held as unknown as string, put };
}

it("is of role agent, and the same at each deployment", async () => {
  const api = openTestApi();
  const agents = place(api);
  await ensureAgentToken(agents, "");
  const token = agents.held();
  expect(await findToken(api, token)).toMatchObject({ role: "agent", name: "agents on Fargate", expires: null });
  await ensureAgentToken(agents, "");
  expect(agents.held()).toBe(token);
  expect(await api.client.listTokens({})).toHaveLength(1);
});

it.each([
  ["another rotation is asked for", (agents: ReturnType<typeof place>) => ensureAgentToken(agents, "2")],
  [
    "the parameter was deleted",
    (agents: ReturnType<typeof place>) => {
      agents.put(null);
      return ensureAgentToken(agents, "");
    },
  ],
])("is another one when %s, and the one before is good for a day", async (_, rotate) => {
  const api = openTestApi();
  const agents = place(api);
  await ensureAgentToken(agents, "");
  const before = agents.held();
  await rotate(agents);
  expect(agents.held()).not.toBe(before);
  expect(await findToken(api, before)).toMatchObject({ role: "agent" });
  expect(await findToken(api, agents.held())).toMatchObject({ role: "agent", expires: null });
  api.clock.advance(DAY_MS);
  expect(await findToken(api, before)).toEqual({ refused: "token-expired" });
});

it("is made anew when it was revoked, and leaves a token alone that somebody put there", async () => {
  const api = openTestApi();
  const agents = place(api);
  await ensureAgentToken(agents, "");
  const [{ id } = { id: "" }] = await api.client.listTokens({});
  await api.client.revokeToken({ params: { id } });
  await ensureAgentToken(agents, "");
  expect(await findToken(api, agents.held())).toMatchObject({ role: "agent" });
  const { token: admin } = await api.client.createToken({ body: { name: "mine", role: "admin" } });
  agents.put(admin);
  await ensureAgentToken(agents, "");
  expect(agents.held()).not.toBe(admin);
  expect(await findToken(api, admin)).toMatchObject({ role: "admin", expires: null });
});

it("works before it is handed over: who dies in between leaves no agent with one that does not", async () => {
  const api = openTestApi();
  const agents = place(api);
  const dying = { ...agents, parameter: { ...agents.parameter, write: () => Promise.reject(new Error("died")) } };
  await expect(ensureAgentToken(dying, "")).rejects.toThrow("died");
  await ensureAgentToken(agents, "");
  expect(await findToken(api, agents.held())).toMatchObject({ role: "agent" });
});

it("goes with the agents", async () => {
  const api = openTestApi();
  const agents = place(api);
  await ensureAgentToken(agents, "");
  const token = agents.held();
  await removeAgentToken(agents);
  await removeAgentToken(agents);
  expect(agents.held()).toBeNull();
  expect(await findToken(api, token)).toEqual({ refused: "token-revoked" });
});

it("tells the server of the agents, as CloudFormation hands it over, and makes their queues", async () => {
  const api = openTestApi();
  const given = {
    Cluster: "c",
    Service: "s",
    WorkQueues: ["urgent", "ml"],
    RunsAtOnce: "4",
    Min: "0",
    Max: "10",
    IdleSeconds: "600",
    Definition: "d:1",
    Container: "Agent",
    Subnets: ["s-1", "s-2"],
    SecurityGroups: ["g"],
    PublicIp: "true",
  };
  await registerFleet(api, { ServiceToken: "arn", ...given });
  expect((await api.store.get(FLEET_SETTINGS))?.body).toEqual({
    cluster: "c",
    service: "s",
    work_queues: ["urgent", "ml"],
    runs_at_once: 4,
    min: 0,
    max: 10,
    idle_seconds: 600,
    tasks: { cluster: "c", definition: "d:1", container: "Agent", subnets: ["s-1", "s-2"], security_groups: ["g"], public_ip: true },
  });
  expect((await api.client.filterWorkQueues({ body: {} })).map(({ name }) => name).sort()).toEqual(["ml", "urgent"]);
  await expect(registerFleet(api, { ...given, Max: "many" })).rejects.toThrow();
  await forgetFleet(api);
  expect(await api.store.get(FLEET_SETTINGS)).toBeNull();
});
