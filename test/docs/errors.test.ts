import { existsSync } from "node:fs";
import { glob, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { problemStatus } from "#core/contract/problem.ts";

const root = join(import.meta.dirname, "../..");

/** Every code an error class of ours declares: `readonly code = "x"` or `readonly code: "x" | "y"`. */
async function declaredCodes(): Promise<string[]> {
  const codes = new Set<string>(Object.keys(problemStatus));
  for await (const file of glob("{core,functions,cloud,local,sdk,agent,cli}/**/*.ts", { cwd: root })) {
    const text = await readFile(join(root, file), "utf8");
    for (const [, list] of text.matchAll(/readonly code(?: =|:) ((?:"[a-z-]+"(?: \| )?)+)/g)) {
      for (const [, code] of (list ?? "").matchAll(/"([a-z-]+)"/g)) codes.add(code!);
    }
  }
  return [...codes].sort();
}

const codes = await declaredCodes();

describe("the pages of errors", () => {
  it("knows the codes of every room", () => {
    expect(codes).toEqual(expect.arrayContaining(["not-found", "store-busy", "blob-key", "setting-invalid", "server-running"]));
  });

  it.each(codes)("%s says what happened, why, and what to do", async (code) => {
    const page = join(root, `docs/errors/${code}.md`);
    expect(existsSync(page)).toBe(true);
    expect(await readFile(page, "utf8")).toMatch(new RegExp(`^# ${code}\\n[^]+\\n## Why\\n[^]+\\n## What to do\\n`));
  });
});
