import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { tree } from "#cli/tree.ts";
import { settingNames } from "#sdk/settings/table.ts";

const guide = await readFile(new URL("../../docs/guides/cli.md", import.meta.url), "utf8");

const commandsBelow = (entries: typeof tree, before: readonly string[] = []): string[] =>
  Object.entries(entries).flatMap(([name, entry]) =>
    "verbs" in entry ? commandsBelow(entry.verbs, [...before, name]) : [[...before, name].join(" ")],
  );

/** The commands of the guide's table: a cell names one in full, and others of the same noun by their verb. */
function commandsNamed(): Set<string> {
  const named = new Set<string>();
  for (const [, cell = ""] of guide.matchAll(/^\| (`.+?) \|/gm)) {
    const names = [...cell.matchAll(/`([^`]+)`/g)].map(([, text = ""]) => text.replace(/ [<A-Z[-].*/, ""));
    const noun = names[0]?.split(" ").slice(0, -1) ?? [];
    for (const name of names) {
      named.add(name);
      named.add([...noun, name].join(" "));
    }
  }
  return named;
}

it("the guide to the command line names every command", () => {
  const named = commandsNamed();
  expect(commandsBelow(tree).filter((command) => !named.has(command))).toEqual([]);
});

it("the guide to the command line names no command that is not there", () => {
  const there = new Set(commandsBelow(tree));
  const shown = [...guide.matchAll(/npx millrace ((?:[a-z][\w-]*)(?: [a-z][\w-]*){0,2})/g)].map(([, words = ""]) => words.split(" "));
  const known = (words: readonly string[]) => words.some((_, length) => there.has(words.slice(0, length + 1).join(" ")));
  expect(shown.filter((words) => !known(words)).map((words) => words.join(" "))).toEqual([]);
});

it("the guide to the command line names every setting", () => {
  expect(settingNames.filter((name) => !guide.includes(`\`${name}\``))).toEqual([]);
});
