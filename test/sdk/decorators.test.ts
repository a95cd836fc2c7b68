import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import type { Flow } from "millrace";
import { runFlowForTest } from "millrace/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

// Node cannot run decorators as written, so authors who use them compile; so does this test. The file lies inside the repository for
// the compiled module to find `millrace`.
const source = `
import { flow, task } from "millrace";

export class Pipeline {
  factor: number;
  constructor(factor: number) { this.factor = factor; }

  @task({ retries: 1, runName: "load {day}" })
  async load(day: string): Promise<number> { return day.length * this.factor; }

  @task()
  async double(n: number): Promise<number> { return n * 2; }

  @flow({ name: "decorated", tags: ["classy"] })
  async main(day: string): Promise<number> { return await this.double(await this.load(day)); }
}
export const pipeline = new Pipeline(10);
export const main = Object.assign(pipeline.main.bind(pipeline), pipeline.main);
`;

let directory = "";
let compiled: { pipeline: { main: unknown }; main: unknown };

beforeAll(async () => {
  directory = await mkdtemp(join(import.meta.dirname, "fixtures", "decorated-"));
  const outfile = join(directory, "pipeline.mjs");
  await build({ stdin: { contents: source, loader: "ts" }, outfile, format: "esm", target: "node24", bundle: false });
  compiled = await import(/* @vite-ignore */ outfile);
});
afterAll(() => rm(directory, { recursive: true, force: true }));

describe("decorated methods", () => {
  it("are flows and tasks, called on their object", async () => {
    const { pipeline } = compiled as unknown as { pipeline: { main(day: string): Promise<number> } };
    const { flow } = await import("millrace");
    const run = await runFlowForTest(flow("around", async () => await pipeline.main("monday")));
    expect(run.ok && run.value).toBe(120);
    expect(run.taskRuns.map((task) => task.name)).toEqual(["decorated-0"]);
  });

  it("carry their options and names", () => {
    const main = compiled.pipeline.main as Flow<[string], Promise<number>>;
    expect(main.flowName).toBe("decorated");
  });
});
