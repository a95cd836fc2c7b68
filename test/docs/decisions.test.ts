import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
const decisions = readdirSync(join(root, "docs/decisions"));

it("each decision has a number of its own, the same in its name and its heading", () => {
  const numbers = decisions.map((name) => name.slice(0, 4));
  expect(numbers.filter((number, at) => numbers.indexOf(number) !== at)).toEqual([]);
  for (const name of decisions)
    expect(readFileSync(join(root, "docs/decisions", name), "utf8").split("\n")[0], name).toMatch(
      new RegExp(`^# ${Number(name.slice(0, 4))}\\. `),
    );
});

it.each(
  [
    "README.md",
    "bench/README.md",
    ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" }).map((name) => `docs/${name}`),
  ].filter((name) => name.endsWith(".md")),
)("links of %s lead to files that are there", (page) => {
  const text = readFileSync(join(root, page), "utf8").replace(/```[\s\S]*?```/g, "");
  const targets = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
    .map(([, target]) => target!)
    .filter((target) => !/^[a-z]+:/.test(target));
  expect(targets.filter((target) => !existsSync(join(root, dirname(page), target)))).toEqual([]);
});
