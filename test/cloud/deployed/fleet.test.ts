import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openParameter } from "#cloud/secrets/parameter.ts";
import { ssmClient } from "#cloud/secrets/ssm-client.ts";
import { openStore } from "#cloud/store/store.ts";
import { systemClock as clock, systemIds } from "#core/ports/system.ts";
import { FLEET_SETTINGS, FleetSettings } from "#functions/services/documents/fleet.ts";
import { findToken } from "#functions/token/find-token.ts";
import type { WireCall } from "../lane/recorder.ts";
import { asksOf } from "../privileges/asks.ts";
import { createTable } from "../support/create-table.ts";
import { emulator, emulatorConfig } from "../support/emulator.ts";

/** What the stack of agents says of them, as CloudFormation hands it over: all of it text. */
const fleet = {
  Kind: "fleet",
  Cluster: "agents",
  Service: "agents",
  WorkQueues: ["urgent", "ml"],
  RunsAtOnce: "4",
  Min: "0",
  Max: "7",
  IdleSeconds: "600",
  Definition: "agents:1",
  Container: "Agent",
  Subnets: ["subnet-1"],
  SecurityGroups: ["sg-1"],
  PublicIp: "true",
};

/** The function behind the custom resources of the stack of agents, from its bundle; the emulator cannot deploy that stack as a whole. */
describe("agents made known to the server", () => {
  const table = `fleet-${systemIds.uuid()}`;
  const name = `/millrace/${table}/agent-token`;
  const documents = new DynamoDBClient(emulatorConfig);
  const parameters = ssmClient(emulatorConfig);
  const store = openStore({ client: documents, table, clock });
  const token = openParameter(parameters, name);
  const told: { Status: string; Reason?: string }[] = [];
  const formation = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk) => (text += chunk));
    request.on("end", () => {
      told.push(JSON.parse(text));
      response.end();
    });
  });
  beforeAll(async () => {
    await createTable(documents, table);
    await once(formation.listen(0, "127.0.0.1"), "listening");
  });
  afterAll(() => {
    formation.close();
    documents.destroy();
    parameters.destroy();
  });

  async function ask(RequestType: string, ResourceProperties: object): Promise<unknown> {
    const ResponseURL = `http://127.0.0.1:${(formation.address() as AddressInfo).port}/`;
    const event = { RequestType, ResponseURL, StackId: "s", RequestId: "r", LogicalResourceId: "l", ResourceProperties };
    const script = `const { handler } = await import("./dist/functions/fleet/index.mjs"); await handler(${JSON.stringify(event)});`;
    const env = { ...process.env, MILLRACE_TABLE: table, MILLRACE_TOKEN_PARAMETER: name };
    await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], { env });
    return told.at(-1);
  }

  it("have a token of their own that works, for as long as they are there", async () => {
    expect(await ask("Create", { Kind: "token", Rotation: "" })).toMatchObject({ Status: "SUCCESS" });
    const made = await token.read();
    expect(await findToken({ store, clock }, made!)).toMatchObject({ role: "agent" });
    expect(await ask("Update", { Kind: "token", Rotation: "" })).toMatchObject({ Status: "SUCCESS" });
    expect(await token.read()).toBe(made);
    expect(await ask("Delete", { Kind: "token", Rotation: "" })).toMatchObject({ Status: "SUCCESS" });
    expect(await token.read()).toBeNull();
  });

  it("are in a document that the server reads, until they go", async () => {
    expect(await ask("Create", fleet)).toMatchObject({ Status: "SUCCESS" });
    const document = await store.get(FLEET_SETTINGS);
    const tasks = { definition: "agents:1", subnets: ["subnet-1"], public_ip: true };
    expect(FleetSettings.parse(document?.body)).toMatchObject({ service: "agents", work_queues: ["urgent", "ml"], max: 7, tasks });
    expect(await ask("Update", { ...fleet, Max: "many" })).toMatchObject({ Status: "FAILED", Reason: expect.stringContaining("Max") });
    expect(await ask("Delete", fleet)).toMatchObject({ Status: "SUCCESS" });
    expect(await store.get(FLEET_SETTINGS)).toBeNull();
  });

  it("are so by what their function is allowed, as test/infra/agents.stack.test.ts has it", async () => {
    const calls = (await (await fetch(`${emulator.endpoint}/_recorder/calls`)).json()) as WireCall[];
    // this test itself asks from this process, and another one looks through all tables there are
    const own = calls.filter(({ body, headers }) => body.includes(table) && !/Table|TimeToLive|Scan/.test(headers["x-amz-target"] ?? ""));
    const asks = own.flatMap(asksOf);
    expect([...new Set(asks.map(({ action }) => action))].sort()).toEqual([
      "dynamodb:DeleteItem",
      "dynamodb:GetItem",
      "dynamodb:PutItem",
      "dynamodb:UpdateItem",
      "ssm:DeleteParameter",
      "ssm:GetParameter",
      "ssm:PutParameter",
    ]);
    const keys = asks.flatMap(({ action, context }) => (action.startsWith("dynamodb:") ? context["dynamodb:LeadingKeys"]! : []));
    for (const key of keys) expect(key).toMatch(/^(TOKEN#.*|FLEET|WORKQUEUE#.*)$/);
  });
});
