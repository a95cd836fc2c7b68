import { mkdir, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { bundleFile } from "#sdk/bundle/bundle-file.ts";
import { makeHome, startScript } from "../script.ts";
import { makeProject, type Project } from "./project.ts";

const source = `import { flow, task, WorkerThreadTaskRunner, deployment } from "millrace";
import { helper, add as other } from "./helper.ts";
const add = task((a: number, b: number): number => a + b);

// as agents see it: one function with a name from the variable, though two modules use it
const load = flow(async () => [await add(1, 2), await helper(3), other.name, add.taskName]);
export const threads = flow({ taskRunner: WorkerThreadTaskRunner({ threads: 1 }) }, async () => await add(3, 4));
flow("boom", async () => {
  throw new Error("here");
});
flow("builtins", async () => {
  const name = "node:" + "path";
  return [require(name).sep, typeof __dirname];
});
flow("left out", async () => (await import("left")).default);
deployment({ flow: load.withOptions({ name: "renamed" }), name: "x" });
`;
const helper = `import { task } from "millrace";
export const helper = task({ name: "helper" }, async (n: number) => n);
export function add(): void {}
`;

// the parameters are called like what is at the top of some module, and an engine counts two lines where most editors see one
const alike = `import { flow, getRunContext, task } from "millrace";
import { limit } from "./helper.ts";
const month = "\u2028", odd = limit;
const told = task({ runName: "{month} {limit} {odd}" }, async (month: string, { x }: { x: number }, limit = 2, odd = "!") => getRunContext().taskRun?.name);
flow("alike", (month: string) => told("May", { x: 1 }, 5, "?"));
export { month, odd };
`;

async function deployed(files: Record<string, string>): Promise<{ project: Project; bundle: string }> {
  const project = await makeProject(files);
  const { bytes } = await bundleFile(project.at("f.ts"), { external: ["left"] });
  await mkdir(project.at("cache"));
  await writeFile(project.at("cache/bundle.mjs"), bytes);
  return { project, bundle: project.at("cache/bundle.mjs") };
}

describe("a bundle in another place", { timeout: 60_000 }, () => {
  const run = async (flow: string, files = {}) => {
    const { project, bundle } = await deployed({ "f.ts": source, "helper.ts": helper, ...files });
    await using _ = project;
    await using home = await makeHome();
    const script = startScript("test/sdk/fixtures/run-bundle.ts", home, { MILLRACE_LOGGING_LEVEL: "ERROR" }, [bundle, flow]);
    const { code } = await script.ended;
    return { code, output: script.output() };
  };

  it("runs its flows under the names they have in the source", async () => {
    expect(await run("load")).toMatchObject({ code: 0, output: expect.stringContaining('value [3,3,"add","add"]') });
    expect(await run("renamed")).toMatchObject({ code: 0, output: expect.stringContaining('value [3,3,"add","add"]') });
  });

  it("runs tasks in worker threads, though its modules export nothing any more", async () => {
    expect(await run("threads")).toMatchObject({ code: 0, output: expect.stringContaining("value 7") });
  });

  it("knows parameters by the names they have in the source", async () => {
    const files = { "f.ts": alike, "helper.ts": "export const limit = 1;" };
    expect((await run("alike", files)).output).toContain('value "May 5 ?"');
  });

  it("names the author's lines in stack traces", async () => {
    expect((await run("boom")).output).toMatch(/Error: here\n\s+at .*f\.ts:9:9/);
  });

  it("gives CommonJS what it needs", async () => {
    expect((await run("builtins")).output).toContain('value ["/","string"]');
  });

  it("says which module is missing that was left out", async () => {
    expect(await run("left out")).toMatchObject({ code: 1, output: expect.stringContaining("Cannot find package 'left'") });
  });

  it("says which flows there are", async () => {
    expect((await run("gone")).output).toMatch(/defines no flow "gone".*"renamed"/);
  });
});
