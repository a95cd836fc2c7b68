import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Client, createClient } from "#core/contract/client.ts";
import { tempDirectory } from "#test/support/temp-directory.ts";
import { emulator } from "../support/emulator.ts";
import { type Deployment, readDeployment } from "./deployment.ts";

/** Deployments with lambda(): nobody starts an agent for them. */
describe("the runner of the deployed stack", { timeout: 150_000 }, () => {
  let deployment: Deployment;
  let client: Client;
  let directory: Awaited<ReturnType<typeof tempDirectory>>;

  beforeAll(async () => {
    deployment = await readDeployment();
    directory = await tempDirectory();
    client = createClient(async ({ method, path, body }) => {
      const headers = { "content-type": "application/json", authorization: `Bearer ${deployment.token}` };
      const answer = await fetch(deployment.url + path, { method, headers, ...(body !== undefined && { body }) });
      return { status: answer.status, text: await answer.text() };
    });
    await tellWhereTheApiIs(deployment.url);
    const env = {
      PATH: process.env["PATH"],
      MILLRACE_HOME: directory.path,
      MILLRACE_API_URL: deployment.url,
      MILLRACE_API_KEY: deployment.token,
    };
    await promisify(execFile)(process.execPath, ["cli/millrace.mjs", "deployment", "create", "test/cloud/flows/pieces.ts"], { env });
  });
  afterAll(() => directory[Symbol.asyncDispose]());

  async function run(flow_name: string) {
    const { id } = await client.readDeploymentByName({ params: { flow_name, deployment_name: "runner" } });
    const made = await client.createDeploymentRun({ params: { id }, body: {} });
    const params = { id: made.id };
    const ended = async () => (await client.readFlowRun({ params })).end_time !== null;
    await expect.poll(ended, { timeout: 120_000, interval: 1000 }).toBe(true);
    return { run: await client.readFlowRun({ params }), states: await client.readFlowRunStates({ query: { flow_run_id: made.id } }) };
  }

  it("runs a flow to its end without an agent, and one longer than an invocation in several", async () => {
    const { run: ended, states } = await run("pieces");
    expect(ended).toMatchObject({ state_name: "Completed", run_count: 1 });
    // two where the machine is quick enough
    const names = states.map(({ name }) => name).join(" ");
    expect(names).toMatch(/^Scheduled Pending Running( Continuing Pending Running)+ Completed$/);
    expect(JSON.stringify(ended.state?.data)).toMatch(/1.*2.*3.*4.*5.*6.*7.*8.*9/);
    expect(JSON.stringify(ended.state?.data)).not.toContain("AWS_");
  });

  it("says what Lambda said when an invocation died with its run", async () => {
    const { run: ended } = await run("killer");
    expect(ended).toMatchObject({ state_name: "Crashed" });
    expect(ended.state?.message).toContain("The runner function ended before the run did");
  });
});

// no resolver knows the emulator's host names, which is what the stack tells the function
async function tellWhereTheApiIs(url: string): Promise<void> {
  const authorization = "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=none";
  const ask = async (path: string, init: RequestInit = {}) =>
    (await (await fetch(`${emulator.endpoint}/2015-03-31/functions/${path}`, { ...init, headers: { authorization } })).json()) as {
      Functions: { FunctionName: string; Description: string }[];
    };
  const found = (await ask("")).Functions.find(({ Description }) => Description.includes("lambda()"))!;
  const body = JSON.stringify({ Environment: { Variables: { MILLRACE_API_URL: url } } });
  await ask(`${found.FunctionName}/configuration`, { method: "PUT", body });
}
