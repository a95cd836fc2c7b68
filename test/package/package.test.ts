import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { publint } from "publint";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildPackage } from "../../scripts/build-package.ts";
import { startS3 } from "../support/s3-server.ts";

const run = promisify(execFile);
const root = join(import.meta.dirname, "../..");

describe("the published package", () => {
  let project: string;
  let installed: string;
  let env: NodeJS.ProcessEnv;
  const command = "node_modules/millrace/cli/millrace.mjs";
  const millrace = (...args: string[]) => run(process.execPath, [command, ...args], { cwd: project, env });

  beforeAll(async () => {
    project = await mkdtemp(join(tmpdir(), "millrace-package-"));
    installed = join(project, "node_modules/millrace");
    const built = join(project, "built");
    await buildPackage(built, { console: false });
    const packed = await run("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", project], { cwd: built });
    const [{ filename }] = JSON.parse(packed.stdout) as [{ filename: string }];
    await mkdir(installed, { recursive: true });
    await run("tar", ["-xzf", join(project, filename), "--strip-components=1", "-C", installed]);
    const { dependencies } = JSON.parse(await readFile(join(installed, "package.json"), "utf8"));
    // what an install would bring, and no more
    for (const name of Object.keys(dependencies)) {
      await mkdir(dirname(join(project, "node_modules", name)), { recursive: true });
      await symlink(join(root, "node_modules", name), join(project, "node_modules", name));
    }
    await writeFile(join(project, "package.json"), '{"type":"module"}');
    const { MILLRACE_API_URL, MILLRACE_API_KEY, MILLRACE_PROFILE, MILLRACE_DATA_DIR, ...outside } = process.env;
    env = { ...outside, MILLRACE_HOME: join(project, "home") };
  }, 180_000);

  afterAll(async () => {
    await millrace("server", "stop", "--force").catch(() => {});
    await rm(project, { recursive: true, force: true });
  });

  it("runs a flow from JavaScript, and its command lists the run", async () => {
    await writeFile(
      join(project, "pipeline.mjs"),
      `import { flow, task } from "millrace";
       const increment = task(async (n) => n + 1);
       console.log(await flow("packed", async () => await increment(1))());`,
    );
    const { stdout } = await run(process.execPath, ["pipeline.mjs"], { cwd: project, env });
    expect(stdout.trim()).toBe("2");
    const listed = await millrace("flow-run", "ls", "--json");
    expect(JSON.parse(listed.stdout)).toMatchObject([{ state_type: "COMPLETED" }]);
  }, 60_000);

  it("deploys a file and runs it by an agent, in threads too, and keeps results in S3", async () => {
    const s3 = await startS3("results");
    try {
      await writeFile(
        join(project, "deployed.ts"),
        `import { deployment, flow, task, WorkerThreadTaskRunner } from "millrace";
         const repeat = task(async (word: string) => word.repeat(5000));
         const main = flow({ name: "deployed", taskRunner: WorkerThreadTaskRunner({ threads: 1 }) }, async (word: string) => repeat(word));
         deployment({ flow: main, name: "here", workQueue: "q", parameters: { word: "ha" } });`,
      );
      await millrace("server", "start", "--background", "--port", "0");
      const keys = ["--access-key-id", "a", "--secret-access-key-stdin", "--endpoint", s3.url];
      const storage = promisify(execFile)(
        process.execPath,
        [command, "storage", "create", "--type", "s3", "--name", "s3", "--bucket", "results", ...keys, "--default", "--yes"],
        { cwd: project, env },
      );
      storage.child.stdin?.end("secret");
      await storage;
      expect((await millrace("deployment", "create", "deployed.ts")).stdout).toContain("deployed/here  created");
      const asked = JSON.parse((await millrace("deployment", "run", "deployed/here", "--json")).stdout);
      expect((await millrace("agent", "start", "q", "--run-once")).stdout).toContain("Completed");
      const [ended] = JSON.parse((await millrace("flow-run", "ls", "--flow", "deployed", "--json")).stdout);
      expect(ended).toMatchObject({ id: asked.id, state_type: "COMPLETED" });
      expect([...s3.objects.keys()].filter((key) => key.startsWith("results/")).length).toBeGreaterThan(0);
    } finally {
      await s3.close();
    }
  }, 120_000);

  it("brings types that accept what is right and refuse what is not", async () => {
    await writeFile(
      join(project, "typed.ts"),
      `import { flow, task } from "millrace";
       const increment = task(async (n: number) => n + 1);
       export const result: Promise<number> = flow("typed", async () => await increment(1))();
       // @ts-expect-error a text is no number
       increment("a");`,
    );
    const options = ["--ignoreConfig", "--noEmit", "--strict", "--module", "nodenext", "--target", "es2024", "--skipLibCheck", "typed.ts"];
    const { stdout } = await run("tsc", options, { cwd: project }).catch((error: { stdout: string }) => error);
    expect(stdout).toBe("");
  }, 60_000);

  it("brings the construct with the bundles of its functions, for an app of the user's own", async () => {
    for (const name of ["aws-cdk-lib", "constructs"]) await symlink(join(root, "node_modules", name), join(project, "node_modules", name));
    await writeFile(
      join(project, "app.mjs"),
      `import { App, Stack } from "aws-cdk-lib";
       import { Millrace } from "millrace/cdk";
       class Flows extends Stack {
         millrace = new Millrace(this, "Millrace", { retention: { runs: 30 } });
       }
       const app = new App({ outdir: "cdk.out" });
       new Flows(app, "Flows");
       app.synth();`,
    );
    await run(process.execPath, ["app.mjs"], { cwd: project, env });
    const template = JSON.parse(await readFile(join(project, "cdk.out/Flows.template.json"), "utf8")) as {
      Resources: Record<string, { Type: string; Properties: { Code?: { S3Key: string } } }>;
    };
    const keys = Object.values(template.Resources)
      .filter(({ Type }) => Type === "AWS::Lambda::Function")
      .map(({ Properties: { Code } }) => Code!.S3Key.replace(".zip", ""));
    expect(keys.length).toBeGreaterThanOrEqual(7);
    for (const key of keys) {
      const { size } = await stat(join(project, `cdk.out/asset.${key}/index.mjs`));
      expect(size).toBeGreaterThan(10_000);
    }
    const types = `import type { MillraceProps } from "millrace/cdk"; export const props: MillraceProps = { retention: { runs: 30 } };`;
    await writeFile(join(project, "app.ts"), types);
    const options = ["--ignoreConfig", "--noEmit", "--strict", "--module", "nodenext", "--target", "es2024", "--skipLibCheck", "app.ts"];
    const { stdout } = await run("tsc", options, { cwd: project }).catch((error: { stdout: string }) => error);
    expect(stdout).toBe("");
  }, 180_000);

  it("is in order by publint", async () => {
    const { messages } = await publint({ pkgDir: installed, strict: true, pack: false });
    expect(messages.filter((message) => message.type !== "suggestion")).toEqual([]);
  }, 60_000);
});
