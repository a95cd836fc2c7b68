import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { createClient } from "#core/contract/client.ts";
import { formatTimestamp } from "#core/contract/scalars.ts";
import { startServer } from "#local/server/server.ts";
import { openRemote } from "#sdk/api/remote.ts";
import { remoteBlobs } from "#sdk/api/remote-blobs.ts";
import { bundleFile } from "#sdk/bundle/bundle-file.ts";
import { tempDirectory } from "#test/support/temp-directory.ts";
import { bundleRunner } from "../../scripts/bundle-runner.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

it("the bundle of the runner, invoked as Lambda does, runs a flow with the SDK in it and nothing else", { timeout: 120_000 }, async () => {
  await using directory = await tempDirectory();
  await bundleRunner(root, join(directory.path, "task"));
  await using server = await serve(join(directory.path, "data"));
  const { bytes, digest, key } = await bundleFile(join(root, "test/agent/flows/flows.ts"));
  await server.blobs.put(key, bytes);
  const { client } = server;
  const { id: flow_id } = await client.createFlow({ body: { name: "steps" } });
  const bundle = { digest, key, size: bytes.length, flow: "steps" };
  const deployment = await client.createDeployment({ body: { name: "steps", flow_id, bundle, infrastructure: { type: "lambda" } } });
  // the server takes it at its time, unless somebody else has it by then
  const state_details = { scheduled_time: formatTimestamp(Date.now() + 8_000) };
  const { id } = await client.createDeploymentRun({
    params: { id: deployment.id },
    body: { parameters: { start: 39 }, state: { type: "SCHEDULED", state_details } },
  });
  const call = { flow_run_id: id, epoch: 0, token: `mr_${"A".repeat(49)}` };
  const program = `
    const { handler } = await import(${JSON.stringify(join(directory.path, "task/index.mjs"))});
    await handler(${JSON.stringify(call)}, { awsRequestId: "request-1", logStreamName: "s", getRemainingTimeInMillis: () => 60_000 });
    process.exit(0);`;
  await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", program], {
    cwd: directory.path,
    env: { PATH: process.env["PATH"], MILLRACE_API_URL: `${server.url}/api`, AWS_SECRET_ACCESS_KEY: "secret" },
  });
  const run = await client.readFlowRun({ params: { id } });
  expect(run).toMatchObject({ state_name: "Completed", run_count: 1 });
  expect((run.state!.data as { value?: unknown }).value).toContain("42");
});

async function serve(dataDir: string) {
  const server = await startServer({ dataDir });
  const remote = await openRemote({ url: `${server.url}/api`, timeoutMs: 10_000, advice: "" });
  const client = createClient(remote.transport);
  return {
    url: server.url,
    client,
    blobs: remoteBlobs(client),
    async [Symbol.asyncDispose]() {
      await remote.close();
      await server.close();
    },
  };
}
