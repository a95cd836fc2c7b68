import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdir, readdir, readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { GetParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { shellOf } from "#test/docs/snippets.ts";
import { tempDirectory } from "#test/support/temp-directory.ts";
import { withoutSubdomain } from "../deployed/deployment.ts";
import { type Emulator, startEmulator } from "../lane/emulator.ts";
import { emulatedEnvironment } from "../lane/environment.ts";
import { emulatorConfig } from "../support/emulator.ts";
import { putAwsCommand } from "./aws-command.ts";

const checkout = fileURLToPath(new URL("../../..", import.meta.url));
const commands = shellOf(await readFile(join(checkout, "docs/guides/deploy-aws.md"), "utf8"));

/** What the guide says and can't be done here. */
const elsewhere: readonly { readonly command: RegExp; readonly reason: string }[] = [
  { command: /^npm ci$/, reason: "the dependencies of this checkout are installed, or nothing would run here" },
  { command: /^export AWS_PROFILE=/, reason: "the emulator has no profiles; its keys are in the environment" },
  { command: /^npm run deploy/, reason: "not all of CloudFront and of ECS's scaling is in the emulator" },
  { command: /^npm run check:aws/, reason: "it is for real accounts; what it does has a test of its own" },
];

/** The guide, word for word, by somebody who has a clone and an account and nothing else. */
describe("the guide to deploying", { timeout: 240_000 }, () => {
  let directory: Awaited<ReturnType<typeof tempDirectory>>;
  let emulator: Emulator;
  let env: NodeJS.ProcessEnv;
  let clone: string;
  let python: string;
  let agent: ChildProcess | undefined;
  const outputs = new Map<string, string>();

  beforeAll(async () => {
    python = process.env["MILLRACE_TEST_PYTHON"] ?? "";
    if (python === "") throw new Error("MILLRACE_TEST_PYTHON names no Python. Run .ci/python.sh, which sets it.");
    directory = await tempDirectory();
    emulator = await startEmulator(python, directory.path);
    clone = join(directory.path, "millrace");
    await mkdir(clone);
    for (const entry of await readdir(checkout))
      if (!/^(\.git|cdk\.out)$/.test(entry)) await symlink(join(checkout, entry), join(clone, entry));
    // what the reader has written meanwhile
    await copyFile(join(checkout, "test/cloud/flows/once.ts"), join(clone, "pipeline.ts"));
    await putAwsCommand(directory.path, python);
    env = emulatedEnvironment(emulator.url);
    env = {
      ...env,
      PATH: `${directory.path}:${env["PATH"]}`,
      HOME: directory.path,
      MILLRACE_HOME: directory.path,
      npm_config_update_notifier: "false",
      FORCE_COLOR: "0",
      NO_COLOR: "1",
      TERM: "dumb",
    };
  }, 60_000);
  afterAll(async () => {
    // npx and the agent below it
    if (agent?.pid !== undefined && agent.exitCode === null) process.kill(-agent.pid, "SIGTERM");
    await emulator?.stop();
    await directory?.[Symbol.asyncDispose]();
  });

  it("has commands, and every reason to leave one out is about one", () => {
    expect(commands.length).toBeGreaterThan(8);
    expect(elsewhere.filter(({ command }) => !commands.some((each) => command.test(each)))).toEqual([]);
  });

  const toRun = commands.filter((command) => !elsewhere.some((each) => each.command.test(command)));
  it.each(toRun)("%s", async (command) => {
    // a name in angle brackets is the output of that name
    const line = command.replace(/<(\w+)>/g, (_, name: string) => outputs.get(name) ?? `no output is called ${name}`);
    // an agent goes on until somebody ends it
    if (line.includes("agent start")) return startAgent(line);
    const said = await inTerminal(line);
    for (const [, name, value] of said.matchAll(/^Millrace\.(\w+) = (\S+)/gm)) {
      outputs.set(name!, name === "ApiUrl" ? withoutSubdomain(value!, emulator.url) : value!);
    }
  });

  it("leaves nothing of what it says to remove", async () => {
    const config = { ...emulatorConfig, endpoint: emulator.url };
    const [sqs, ssm] = [new SQSClient(config), new SSMClient(config)];
    expect((await sqs.send(new ListQueuesCommand({}))).QueueUrls ?? []).toEqual([]);
    const Names = ["/millrace/Millrace/token", "/millrace/Millrace/secrets"];
    expect((await ssm.send(new GetParametersCommand({ Names }))).Parameters).toEqual([]);
    sqs.destroy();
    ssm.destroy();
  });

  /** Runs it as a person would, who answers yes when asked. Answers what was shown. */
  async function inTerminal(line: string): Promise<string> {
    const child = spawn(
      python,
      ["-c", "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))", "sh", "-euc", line],
      { cwd: clone, env },
    );
    let shown = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        shown += chunk.toString();
        if (/y\/n\W*$/.test(shown)) child.stdin.write("y\n");
      });
    }
    const [code] = await once(child, "close");
    expect(code, shown).toBe(0);
    return shown.replaceAll("\r", "");
  }

  async function startAgent(line: string): Promise<void> {
    agent = spawn("sh", ["-euc", `exec ${line}`], { cwd: clone, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
    let shown = "";
    for (const stream of [agent.stdout!, agent.stderr!]) stream.on("data", (chunk: Buffer) => (shown += chunk.toString()));
    await expect.poll(() => shown, { timeout: 30_000, interval: 200 }).toMatch(/waiting|listening|default/i);
    expect(agent.exitCode, shown).toBeNull();
    // what the reader does meanwhile, and what makes a queue that the stack does not know
    await inTerminal("npx millrace deployment run once/asked");
  }
});
