import { randomBytes } from "node:crypto";
import { DynamoDBClient, ListTablesCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { beforeAll, describe, expect, it } from "vitest";
import type { Client } from "#core/contract/client.ts";
import type { TokenCreated } from "#core/contract/tokens.ts";
import { makeToken } from "#functions/token/token.ts";
import { emulatorConfig } from "../support/emulator.ts";
import { type Deployment, readDeployment } from "./deployment.ts";
import { clientOf } from "./laptop.ts";

/** API Gateway keeps the authorizer's answer for a minute. */
const withinTheMinute = { timeout: 150_000, interval: 2000 };

describe("tokens of the deployed API", { timeout: 180_000 }, () => {
  let deployment: Deployment;
  let admin: Client;
  let expiring: TokenCreated;
  beforeAll(async () => {
    deployment = await readDeployment();
    admin = clientOf(deployment.url, deployment.token);
    expiring = await make("expiring", { expires_in: 60 });
  });
  const make = (name: string, more: object = {}) => admin.createToken({ body: { name, role: "member", ...more } });
  const ask = async (token: string, path = "/hello", body?: object) => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const answer = await fetch(deployment.url + path, {
      headers,
      ...(body !== undefined && { method: "POST", body: JSON.stringify(body) }),
    });
    return { status: answer.status, code: ((await answer.json().catch(() => ({}))) as { code?: string }).code };
  };

  it("are refused once they are revoked, within the minute the gateway keeps its answer", async () => {
    const { id, token } = await make("to-be-revoked");
    expect((await ask(token)).status).toBe(200);
    await admin.revokeToken({ params: { id } });
    await expect.poll(() => ask(token), withinTheMinute).toEqual({ status: 401, code: "token-revoked" });
  });

  it("are refused when their time is over, by the reason", async () => {
    await expect.poll(() => ask(expiring.token), withinTheMinute).toEqual({ status: 401, code: "token-expired" });
  });

  it("do what their role says and no more", async () => {
    const viewer = await make("onlooker", { role: "viewer" });
    expect((await ask(viewer.token, "/flows/filter", {})).status).toBe(200);
    expect(await ask(viewer.token, "/flows/", { name: "not mine to make" })).toEqual({ status: 403, code: "forbidden" });
    const agent = await make("gpu-agent", { role: "agent", work_queues: ["gpu"] });
    expect(await ask(agent.token, "/x/tokens", { name: "more", role: "admin" })).toEqual({ status: 403, code: "forbidden" });
    const claim = { agent: { id: crypto.randomUUID(), name: "gpu-1" }, work_queues: ["cpu"], limit: 0 };
    expect(await ask(agent.token, "/x/agents/claim", claim)).toEqual({ status: 403, code: "wrong-scope" });
  });

  it("that look like tokens and are none are told so, and counted by the network they come from", async () => {
    expect(await ask(makeToken(randomBytes(32)))).toMatchObject({ status: 401 });
    const client = new DynamoDBClient(emulatorConfig);
    const { TableNames = [] } = await client.send(new ListTablesCommand({}));
    const items = await Promise.all(
      TableNames.filter((name) => name.startsWith("Millrace-")).map((TableName) => client.send(new ScanCommand({ TableName }))),
    );
    client.destroy();
    expect(JSON.stringify(items)).toContain("REFUSED#");
  });

  it("that are no tokens get no further than the authorizer", async () => {
    const { token } = deployment;
    const broken = [token.slice(0, -1), `${token}A`, token.toUpperCase(), "mr_", "", "null", "a".repeat(5000)];
    for (const each of broken)
      expect((await ask(each)).status, each.slice(0, 20)).toSatisfy((status: number) => status === 401 || status === 403);
  });
});
