import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { problemStatus } from "#core/contract/problem.ts";

describe("every problem code", () => {
  it.each(Object.entries(problemStatus))("%s has a page that says its status, why it comes and what to do", async (code, status) => {
    const page = await readFile(new URL(`../../docs/errors/${code}.md`, import.meta.url), "utf8");
    expect(page).toMatch(new RegExp(`^# ${code}\n\nHTTP ${status}\\. .+\n\n## Why\n\n(?:.+\n)+`));
    expect(page).toContain("\n## What to do\n");
  });
});
