import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { publint } from "publint";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildPackage } from "../../scripts/build-package.ts";

const run = promisify(execFile);
const root = join(import.meta.dirname, "../..");

describe("the published package", () => {
  let project: string;
  let built: string;

  beforeAll(async () => {
    project = await mkdtemp(join(tmpdir(), "millrace-package-"));
    // inside the clone, so that its dependencies are found as an install would find them
    built = join(root, "node_modules/.cache/package-test");
    await buildPackage(built, { console: false });
    await mkdir(join(project, "node_modules"));
    await symlink(built, join(project, "node_modules/millrace"));
    await writeFile(join(project, "package.json"), '{"type":"module"}');
  }, 120_000);

  afterAll(async () => {
    await rm(project, { recursive: true, force: true });
    await rm(built, { recursive: true, force: true });
  });

  it("runs a flow from JavaScript, and its command lists the run", async () => {
    await writeFile(
      join(project, "pipeline.mjs"),
      `import { flow, task } from "millrace";
       const increment = task(async (n) => n + 1);
       console.log(await flow("packed", async () => await increment(1))());`,
    );
    const env = { ...process.env, MILLRACE_HOME: join(project, "home") };
    const { stdout } = await run(process.execPath, ["pipeline.mjs"], { cwd: project, env });
    expect(stdout.trim()).toBe("2");
    const listed = await run(process.execPath, ["node_modules/millrace/cli/millrace.mjs", "flow-run", "ls", "--json"], {
      cwd: project,
      env,
    });
    expect(JSON.parse(listed.stdout)).toMatchObject([{ state_type: "COMPLETED" }]);
  }, 60_000);

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

  it("is in order by publint", async () => {
    const { messages } = await publint({ pkgDir: built, strict: true, pack: false });
    expect(messages.filter((message) => message.type !== "suggestion")).toEqual([]);
  }, 60_000);
});
