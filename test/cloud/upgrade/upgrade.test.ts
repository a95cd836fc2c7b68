import { copyFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { s3Client } from "#cloud/blobs/s3-client.ts";
import type { Resource } from "#test/infra/support/synthesize.ts";
import { tempDirectory } from "#test/support/temp-directory.ts";
import { type Deployment, followOutputs } from "../deployed/deployment.ts";
import { clientOf, type Laptop, laptop } from "../deployed/laptop.ts";
import { strikeAt } from "../faults/wire.ts";
import { bootstrap, type CdkApp, deploy, destroy, outputsOf, templateOf } from "../lane/cdk.ts";
import { type Emulator, startEmulator } from "../lane/emulator.ts";
import { emulatedEnvironment } from "../lane/environment.ts";
import { physicalIds } from "../privileges/report.ts";
import { emulatorConfig } from "../support/emulator.ts";
import { unpackPrevious } from "./previous.ts";

/** What holds data, an address or a token. */
const stateful = ["AWS::DynamoDB::GlobalTable", "AWS::S3::Bucket", "AWS::ApiGatewayV2::Api", "AWS::CloudFormation::CustomResource"];

describe("an upgrade from the previous version", { timeout: 240_000 }, () => {
  let directory: Awaited<ReturnType<typeof tempDirectory>>;
  let emulator: Emulator;
  let previous: CdkApp;
  let current: CdkApp;
  let before: Map<string, string>;
  let deployment: Deployment;
  let old: Laptop;
  let ranBefore: string;

  beforeAll(async () => {
    const python = process.env["MILLRACE_TEST_PYTHON"];
    if (python === undefined) throw new Error("MILLRACE_TEST_PYTHON names no Python. Run .ci/python.sh, which sets it.");
    directory = await tempDirectory();
    // of its own: the stack of the lane is another one of the same name
    emulator = await startEmulator(python, directory.path);
    const env = emulatedEnvironment(emulator.url);
    previous = { checkout: join(directory.path, "previous"), work: join(directory.path, "before"), env };
    current = { checkout: fileURLToPath(new URL("../../..", import.meta.url)), work: join(directory.path, "after"), env };
    await unpackPrevious(previous.checkout);
    await bootstrap({ work: directory.path, env });
  }, 120_000);
  afterAll(async () => {
    await old?.[Symbol.asyncDispose]();
    await emulator?.stop();
    await directory?.[Symbol.asyncDispose]();
  });

  /** Physical ids of what must not be replaced, by their logical ids. */
  const kept = async (app: CdkApp) => {
    const { Resources } = JSON.parse(await readFile(templateOf(app), "utf8")) as { Resources: Record<string, Resource> };
    const ids = await physicalIds(emulator.url, "Millrace");
    return new Map(Object.entries(Resources).flatMap(([id, { Type }]) => (stateful.includes(Type) ? [[id, ids.get(id)!] as const] : [])));
  };
  const runOnce = async () => JSON.parse(await old.cli("deployment", "run", "once/asked", "--json")) as { id: string };
  const stateOf = async (id: string) => (await clientOf(deployment.url, deployment.token).readFlowRun({ params: { id } })).state_type;

  it("needs no repair after a deployment that broke off: what was there is taken back, and the same command does it", async () => {
    // the last thing that is made: the first token finds no place
    const operation = "PutParameter";
    await strikeAt(emulator.url, { operation, answer: { status: 400, type: "AccessDeniedException" }, times: 100 });
    await expect(deploy(previous)).rejects.toThrow(/ROLLBACK|failed/);
    await strikeAt(emulator.url);
  });

  it("begins with the previous version, and what was made with it", async () => {
    await deploy(previous);
    before = await kept(previous);
    expect([...before.keys()].sort()).toEqual(["ApiHttp17514DA7", "BlobsBucket1038ED5D", "DocumentsTable2245A403", "TokenFirstA8A96A57"]);
    deployment = await followOutputs(outputsOf(previous), emulator.url);
    await copyFile(join(current.checkout, "test/cloud/flows/once.ts"), join(previous.checkout, "once.ts"));
    old = await laptop(deployment, { checkout: previous.checkout });
    await old.cli("deployment", "create", "once.ts");
    old.agent("asked", "--create");
    ranBefore = (await runOnce()).id;
    await expect.poll(() => stateOf(ranBefore), { timeout: 90_000, interval: 1000 }).toBe("COMPLETED");
  });

  it("replaces nothing that holds data, an address or a token", async () => {
    await deploy(current);
    expect(await kept(current)).toEqual(before);
    expect(await followOutputs(outputsOf(current), emulator.url)).toEqual(deployment);
  });

  it("finds the data as it was", async () => {
    const client = clientOf(deployment.url, deployment.token);
    const run = await client.readFlowRun({ params: { id: ranBefore } });
    expect(run).toMatchObject({ state_type: "COMPLETED", parameters: { word: "ha" }, work_queue_name: "asked" });
    const tasks = await client.filterTaskRuns({ body: { flow_runs: { id: { any_: [ranBefore] } } } });
    expect(tasks).toMatchObject([{ state_type: "COMPLETED" }]);
    expect(await client.readFlowByName({ params: { name: "once" } })).toMatchObject({ name: "once" });
    expect((await client.readDeploymentByName({ params: { flow_name: "once", deployment_name: "asked" } })).work_queue_name).toBe("asked");
  });

  it("lets an agent of the previous version go on, and its commands too", async () => {
    const { id } = await runOnce();
    await expect.poll(() => stateOf(id), { timeout: 90_000, interval: 1000 }).toBe("COMPLETED");
    const agents = await clientOf(deployment.url, deployment.token).listAgents({});
    expect(agents).toHaveLength(1);
  });

  it("destroys all but the data", async () => {
    await destroy(current);
    const config = { ...emulatorConfig, endpoint: emulator.url };
    const documents = new DynamoDBClient(config);
    const { Items = [] } = await documents.send(new ScanCommand({ TableName: before.get("DocumentsTable2245A403")! }));
    documents.destroy();
    expect(JSON.stringify(Items)).toContain(`RUN#${ranBefore}`);
    const blobs = s3Client({ ...config, forcePathStyle: true });
    const { KeyCount = 0 } = await blobs.send(new ListObjectsV2Command({ Bucket: before.get("BlobsBucket1038ED5D")! }));
    blobs.destroy();
    expect(KeyCount).toBeGreaterThan(0);
    expect((await fetch(`${deployment.url}/health`)).status).not.toBe(200);
  });
});
