import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";

it("has a section for every alarm, and no section of an alarm that is gone", async () => {
  const runbook = await readFile("docs/runbook.md", "utf8");
  const sections = [...runbook.matchAll(/^## ([a-z-]+)$/gm)].map((match) => match[1]!);
  const template = await readFile("test/infra/core.stack.template.snap", "utf8");
  // what is not part of the core has its alarms in a template of its own
  const sources = ["infra/constructs/agents.construct.ts", "infra/constructs/run-tasks.construct.ts"];
  const agents = (await Promise.all(sources.map((source) => readFile(source, "utf8")))).join("\n");
  const named = new Set(
    [...template.matchAll(/docs\/runbook\.md#([a-z-]+)/g), ...agents.matchAll(/runbook: "([a-z-]+)"/g)].map((match) => match[1]!),
  );
  expect(sections.toSorted()).toEqual([...named].sort());
});
