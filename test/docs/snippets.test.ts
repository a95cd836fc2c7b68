import { execFile } from "node:child_process";
import { glob, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { entry, newUser } from "../cli/run-cli.ts";
import { commandsOf, type Snippet, snippetsOf } from "./snippets.ts";

// each program is a process of its own
vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const root = fileURLToPath(new URL("../..", import.meta.url));
const pages: string[] = [];
for await (const page of glob(["README.md", "docs/**/*.md", "examples/**/*.md"], { cwd: root })) pages.push(page);
const texts = await Promise.all(pages.map(async (page) => [page, await readFile(join(root, page), "utf8")] as const));
const snippets = texts.flatMap(([page, text]) => snippetsOf(page, text));
const commands = texts.flatMap(([page, text]) => commandsOf(page, text));
const run = promisify(execFile);

let directory: string;
let home: string;
const placeOf = ({ page, file }: Pick<Snippet, "page" | "file">) => join(directory, page.replaceAll(/\W+/g, "-"), file);
const { MILLRACE_API_URL, MILLRACE_API_KEY, MILLRACE_PROFILE, MILLRACE_DATA_DIR, ...outside } = process.env;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "snippets-"));
  await mkdir(join(root, ".cache"), { recursive: true });
  // inside the package, where `millrace` means these sources
  directory = await mkdtemp(join(root, ".cache", "snippets-"));
  for (const snippet of snippets) {
    await mkdir(join(placeOf(snippet), ".."), { recursive: true });
    await writeFile(placeOf(snippet), snippet.code);
  }
});
afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
  await rm(home, { recursive: true, force: true });
});

describe("snippets in the documentation", () => {
  it("are found", () => {
    expect(snippets.filter((snippet) => snippet.page === "docs/guides/tutorial.md").length).toBeGreaterThan(5);
  });

  it("have no type errors", async () => {
    const compilerOptions = { noUnusedLocals: false, noUnusedParameters: false, moduleDetection: "force", rootDir: root };
    await writeFile(
      join(directory, "tsconfig.json"),
      JSON.stringify({ extends: "../../tsconfig.json", compilerOptions, include: ["**/*.ts"], exclude: [] }),
    );
    const compiler = join(root, "node_modules", ".bin", "tsc");
    const answer = await run(compiler, ["-p", directory], { cwd: directory }).catch((error: { stdout: string }) => error);
    const errors = answer.stdout.split("\n").filter((line) => /^[^ ].*error TS/.test(line) && !line.startsWith(".."));
    expect(errors).toEqual([]);
  });

  it.each(snippets.filter((snippet) => snippet.runs).map((snippet) => [`${snippet.page}:${snippet.line}`, snippet] as const))(
    "%s runs",
    async (_where, snippet) => {
      const { stdout } = await run(process.execPath, [placeOf(snippet)], { env: { ...outside, MILLRACE_HOME: home, NO_COLOR: "1" } });
      if (snippet.output !== undefined) expect(stdout).toBe(snippet.output);
    },
  );
});

describe.each([...new Set(commands.map(({ page }) => page))])("commands in %s", (page) => {
  // a person's own home, and a clone whose `npx` is quick
  const user = newUser();
  afterAll(() => user.leave());
  beforeAll(async () => {
    const npx = `#!/bin/sh\nword=$1; shift\ncase $word in\n  millrace) exec "${process.execPath}" "${entry}" "$@" ;;\n  *) exec "${process.execPath}" "$@" ;;\nesac\n`;
    await writeFile(join(user.home, "npx"), npx, { mode: 0o755 });
    // the port a page names may be in use here; settings are what a person has too
    await user.run(["config", "set", "MILLRACE_SERVER_PORT=0"]);
  });

  it.each(commands.filter((block) => block.page === page).map((block) => [block.line, block] as const))("line %s", async (_line, block) => {
    const env = { ...outside, HOME: user.home, MILLRACE_HOME: user.home, NO_COLOR: "1", PATH: `${user.home}:${process.env.PATH}` };
    const cwd = join(placeOf({ page, file: "." }));
    const outcome = await run("sh", ["-euc", block.text], { env, cwd }).catch((error: Error & { stdout: string; stderr: string }) => error);
    expect(outcome instanceof Error ? `${outcome.message}\n${outcome.stdout}` : "").toBe("");
  });
});

describe("snippetsOf", () => {
  it("reads language, name, line and expected output of each fence", () => {
    const page = [
      "# Page",
      "```sh",
      "ls",
      "```",
      "```ts run a.ts",
      "one();",
      "```",
      "",
      "```text output",
      "1",
      "```",
      "```ts",
      "two();",
      "```",
      "",
    ].join("\n");
    expect(snippetsOf("page.md", page)).toEqual([
      { page: "page.md", line: 5, runs: true, file: "a.ts", code: "one();\n", output: "1\n" },
      { page: "page.md", line: 12, runs: false, file: "line-12.ts", code: "two();\n", output: undefined },
    ]);
  });
});
