import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { WireCall } from "../lane/recorder.ts";
import { emulator } from "../support/emulator.ts";
import { readDeployment } from "./deployment.ts";
import { type Laptop, laptop } from "./laptop.ts";

/** Where AWS credentials lie about: they may be anybody's, and may reach more than an agent should. */
const ambient = {
  AWS_ACCESS_KEY_ID: "AKIAAMBIENTCREDENTIAL",
  AWS_SECRET_ACCESS_KEY: "ambient",
  AWS_REGION: "us-east-1",
  AWS_ENDPOINT_URL: emulator.endpoint,
};

describe("an agent on a machine that has AWS credentials", { timeout: 180_000 }, () => {
  let machine: Laptop;
  beforeAll(async () => {
    machine = await laptop(await readDeployment(), { env: ambient });
    await machine.cli("deployment", "create", "test/cloud/flows/once.ts");
  });
  afterAll(() => machine[Symbol.asyncDispose]());

  it("runs what the queue holds as one without them does, by signed links, and signs nothing itself", async () => {
    const asked = JSON.parse(await machine.cli("deployment", "run", "once/asked", "--json")) as { id: string };
    await machine.cli("agent", "start", "asked", "--create", "--run-once");
    const run = await machine.client.readFlowRun({ params: { id: asked.id } });
    expect(run.state_type).toBe("COMPLETED");

    const calls = (await (await fetch(`${emulator.endpoint}/_recorder/calls`)).json()) as WireCall[];
    expect(calls.filter(({ accessKey }) => accessKey === ambient.AWS_ACCESS_KEY_ID)).toEqual([]);
    // the links were used, so that their silence means something
    const fetched = calls.filter(
      ({ method, path, headers }) => method === "GET" && path.includes("X-Amz-Signature") && headers["authorization"] === undefined,
    );
    expect(fetched.map(({ status }) => status)).toContain(200);
  });
});
