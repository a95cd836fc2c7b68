import {
  createLinkArtifact,
  createMarkdownArtifact,
  createProgressArtifact,
  createTableArtifact,
  flow,
  getRunContext,
  getRunLogger,
  isMillraceError,
  NoRunContextError,
  task,
  updateProgressArtifact,
} from "millrace";
import { runFlowForTest } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { terminalLine } from "#sdk/logging/terminal.ts";

describe("the run logger", () => {
  it("writes lines of the flow and of its tasks, in order, with levels and extras", async () => {
    const work = task("work", () => getRunLogger().warning("careful", { at: new Date(0), size: 3n, list: [1, { deep: true }] }));
    const run = await runFlowForTest(
      flow("logs", async () => {
        getRunLogger().debug("one");
        await work();
        getRunLogger().critical("two");
      }),
    );
    expect(run.logs.map(({ name, level, message, extra }) => ({ name, level, message, extra }))).toEqual([
      { name: "millrace.flow_runs", level: 10, message: "one", extra: undefined },
      {
        name: "millrace.task_runs",
        level: 30,
        message: "careful",
        extra: { at: "1970-01-01T00:00:00.000Z", size: "3", list: [1, { deep: true }] },
      },
      { name: "millrace.flow_runs", level: 50, message: "two", extra: undefined },
    ]);
    expect(run.logs[1]?.task_run_id).toBe(run.taskRuns[0]?.id);
  });

  it("leaves out what is below the level", async () => {
    const run = await runFlowForTest(
      flow("quiet", async () => getRunLogger().info("hush")),
      [],
      { logLevel: "WARNING" },
    );
    expect(run.logs).toEqual([]);
  });

  it("survives anything it is given", async () => {
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    const run = await runFlowForTest(
      flow("odd", async () => {
        getRunLogger().info(undefined as never, cycle);
        getRunLogger().info("x".repeat(300_000), {
          get bad() {
            throw new Error("no");
          },
        });
      }),
    );
    expect(run.logs.map((line) => [line.message.length, line.extra])).toEqual([
      [9, { self: "<cycle>" }],
      [50_039, { extras: "<unreadable>" }],
    ]);
    expect(run.state.type).toBe("COMPLETED");
  });

  it("turns prints into lines only where that was asked", async () => {
    const prints = task("prints", () => console.warn("from a task", { n: 1 }));
    const run = await runFlowForTest(
      flow({ name: "prints", logPrints: true }, async () => {
        console.log("hello %s", "you");
        await prints();
        await prints.withOptions({ logPrints: false })();
      }),
    );
    expect(run.logs.map((line) => [line.level, line.message])).toEqual([
      [20, "hello you"],
      [30, "from a task { n: 1 }"],
    ]);
  });

  it("keeps the stack of what a task threw, causes included", async () => {
    const bad = task("bad", () => {
      throw new Error("outer", { cause: new TypeError("inner") });
    });
    const run = await runFlowForTest(flow("stack", async () => void (await bad().wait())));
    const line = run.logs.find((each) => each.level === 40);
    expect(line?.message).toMatch(
      /Encountered exception during execution:\nError: outer\n.*logging\.test\.ts[\s\S]*caused by: TypeError: inner/,
    );
  });

  it("is nowhere outside of a run", () => {
    expect(() => getRunLogger()).toThrow(NoRunContextError);
    expect(() => getRunContext()).toThrow("getRunContext() was called outside of a flow or task run");
  });
});

describe("a line in the terminal", () => {
  const line = { now: new Date(2026, 0, 2, 3, 4, 5, 6).getTime(), level: 20, source: "Flow run 'x'", message: "hi", colours: false };

  it("has time, level, source and message", () => {
    expect(terminalLine(line)).toBe("03:04:05.006 | INFO    | Flow run 'x' - hi");
    expect(terminalLine({ ...line, level: 30, extras: { n: 1 } })).toBe("03:04:05.006 | WARNING | Flow run 'x' - hi { n: 1 }");
  });

  it("is coloured only if asked", () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control sequences
    const plain = terminalLine({ ...line, colours: true }).replace(/\u001b\[\d+m/g, "");
    expect(terminalLine({ ...line, colours: true })).not.toBe(plain);
    expect(plain).toBe(terminalLine(line));
  });
});

describe("artifacts", () => {
  it("are left by flows and tasks", async () => {
    const report = task("report", async () => await createTableArtifact({ key: "rows", table: [{ a: 1, b: 2n }] }));
    const run = await runFlowForTest(
      flow("artifacts", async () => {
        await createMarkdownArtifact({ key: "report", markdown: "# Fine", description: "all of it" });
        await createLinkArtifact({ link: "https://example.org/a(b)", text: "a [link]" });
        const id = await createProgressArtifact({ progress: 10 });
        await updateProgressArtifact(id, 80);
        await report();
      }),
    );
    expect(run.artifacts.map(({ type, key, data, description }) => ({ type, key, data, description }))).toEqual(
      expect.arrayContaining([
        { type: "markdown", key: "report", data: "# Fine", description: "all of it" },
        { type: "markdown", key: null, data: "[a \\[link\\]](https://example.org/a%28b%29)", description: null },
        { type: "progress", key: null, data: 80, description: null },
        { type: "table", key: "rows", data: '[{"a":1,"b":"2"}]', description: null },
      ]),
    );
    expect(run.artifacts.find((each) => each.key === "rows")?.task_run_id).toBe(run.taskRuns[0]?.id);
  });

  it("refuse a bad key, a bad percentage and a place outside of a run", async () => {
    const bad = async (make: () => Promise<unknown>) => {
      const run = await runFlowForTest(flow("bad", async () => await make()));
      return !run.ok && isMillraceError(run.error, "invalid-options");
    };
    expect(await bad(() => createMarkdownArtifact({ key: "No Good", markdown: "" }))).toBe(true);
    expect(await bad(() => createProgressArtifact({ progress: 101 }))).toBe(true);
    await expect(createMarkdownArtifact({ markdown: "x" })).rejects.toBeInstanceOf(NoRunContextError);
  });
});
