import { flow } from "millrace";
import { runFlowForTest } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { findFlowInModule } from "#sdk/flow/find-flow.ts";
import { loadFlowModule } from "#sdk/flow/load-module.ts";

const fixture = (name: string) => new URL(`./fixtures/${name}.ts`, import.meta.url).href;

describe("a module of flows", () => {
  it("gives the flow as defined, exported or not, and variants with a name of their own", async () => {
    const module = await loadFlowModule(fixture("two-flows"));
    expect(findFlowInModule(module, "load day").options.tags).toEqual(["a"]);
    expect(findFlowInModule(module, "load night").options.tags).toEqual(["a"]);
    expect(findFlowInModule(module, "unexported").parameterNames).toEqual([]);
  });

  it("says which flows there are when the name is none of them", async () => {
    const module = await loadFlowModule(fixture("two-flows"));
    expect(() => findFlowInModule(module, "load")).toThrow(/defines no flow "load"\. Got .*"load day".*"unexported"/);
    expect(() => findFlowInModule(module, "load")).toThrow(expect.objectContaining({ code: "flow-not-found" }));
  });

  it("may not run a flow while it is imported, and others may afterwards", async () => {
    await expect(loadFlowModule(fixture("calls-itself"))).rejects.toMatchObject({
      code: "flow-called-on-import",
      message: expect.stringContaining("import.meta.main"),
    });
    const { ok } = await runFlowForTest(flow("later", async () => 1));
    expect(ok).toBe(true);
  });
});
