import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningServer, startServer } from "#local/server/server.ts";
import { tempDirectory } from "#test/support/temp-directory.ts";
import { type Deployment, readDeployment } from "./deployment.ts";
import { clientOf } from "./laptop.ts";
import { normalise } from "./normalise.ts";
import { readBack } from "./read-back.ts";

/** The hello flow, run from here through the deployed API and through a local server, must read back the same. */
describe("a flow through the deployed API", () => {
  let deployment: Deployment;
  let local: RunningServer;
  let directory: Awaited<ReturnType<typeof tempDirectory>>;

  beforeAll(async () => {
    deployment = await readDeployment();
    directory = await tempDirectory();
    local = await startServer({ dataDir: `${directory.path}/data` });
  });
  afterAll(async () => {
    await local.close();
    await directory[Symbol.asyncDispose]();
  });

  it("completes, and its run, tasks, states, graph and logs read back as from a local server", async () => {
    const places = [deployment, { url: `${local.url}/api`, token: undefined }];
    const [cloud, here] = await Promise.all(
      places.map(async ({ url, token }) => {
        const output = await runHello(url, token);
        const found = await readBack(clientOf(url, token), "hello");
        return { output, found, same: normalise(found, { [found.flowRun.name]: "<name>" }) };
      }),
    );
    expect(cloud!.output).toContain("Hello, Marvin!");
    expect(cloud!.found.flowRun.state_type).toBe("COMPLETED");
    expect(cloud!.found.taskRuns.map((run) => [run.name, run.state_type])).toEqual([
      ["fetchName-0", "COMPLETED"],
      ["greet-0", "COMPLETED"],
    ]);
    expect(cloud!.found.logs.map((log) => log.message)).toContain("Greeting Marvin");
    expect(cloud!.same).toEqual(here!.same);
    console.log(
      `hello through ${deployment.url}: ${cloud!.found.taskRuns.length} task runs, ${cloud!.found.logs.length} log lines, the same as from ${local.url}`,
    );
  });

  async function runHello(url: string, token: string | undefined): Promise<string> {
    const { stdout } = await promisify(execFile)(process.execPath, ["examples/hello.ts"], {
      env: {
        PATH: process.env["PATH"],
        MILLRACE_HOME: directory.path,
        MILLRACE_API_URL: url,
        ...(token !== undefined && { MILLRACE_API_KEY: token }),
      },
    });
    return stdout;
  }
});
