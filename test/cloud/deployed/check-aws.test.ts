import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tempDirectory } from "#test/support/temp-directory.ts";
import { putAwsCommand } from "../guide/aws-command.ts";
import { type Deployment, readDeployment } from "./deployment.ts";

/** The script for real accounts, as far as it goes on an emulator. */
describe("npm run check:aws", { timeout: 180_000 }, () => {
  let directory: Awaited<ReturnType<typeof tempDirectory>>;
  let deployment: Deployment;
  beforeAll(async () => {
    directory = await tempDirectory();
    await putAwsCommand(directory.path, process.env["MILLRACE_TEST_PYTHON"] ?? "python3");
    deployment = await readDeployment();
  });
  afterAll(() => directory[Symbol.asyncDispose]());

  // no resolver knows the API's name that the stack tells the runner, and nobody starts a task's container; what they do is shown by
  // runner.test.ts and agents-stack.test.ts
  async function check(token: string, ...args: string[]) {
    const env = {
      ...process.env,
      PATH: `${directory.path}:${process.env["PATH"]}`,
      MILLRACE_API_KEY: token,
      MILLRACE_HOME: directory.path,
    };
    const run = promisify(execFile)(
      process.execPath,
      ["scripts/check-aws/main.ts", "--url", deployment.url, "--without", "lambda", "--without", "ecs", ...args],
      { env },
    );
    return run.then(
      ({ stdout }) => ({ code: 0, stdout }),
      (error: { code: number; stdout: string }) => ({ code: error.code, stdout: error.stdout }),
    );
  }

  it("finds the deployment in order, and leaves out what is not deployed", async () => {
    const { code, stdout } = await check(deployment.token, "--json");
    const findings = JSON.parse(stdout) as { what: string; status: string; saw: string }[];
    expect(findings.filter(({ status }) => status === "failed")).toEqual([]);
    expect(code).toBe(0);
    expect(findings.filter(({ status }) => status === "ok").map(({ what }) => what)).toEqual(
      expect.arrayContaining(["the token is let in", "a forged token is refused", "a flow runs: agent", "alarms"]),
    );
    expect(findings.find(({ what }) => what === "console")?.status).toBe("skipped");
  });

  it("fails with a token that is none, and says what to do", async () => {
    const { code, stdout } = await check("mr_wrong");
    expect(code).toBe(1);
    expect(stdout).toMatch(/✘ failed +the token is let in +40\d, expected 200\n +→ /);
    expect(stdout).toMatch(/\d+ ok, \d+ failed, \d+ left out/);
  });
});
