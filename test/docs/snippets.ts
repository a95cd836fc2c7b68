/** A piece of TypeScript in a page, with what its fence says of it. */
export interface Snippet {
  readonly page: string;
  /** Line of the fence, from 1. */
  readonly line: number;
  /** ` ```ts run ` runs; every ` ```ts ` is type-checked. */
  readonly runs: boolean;
  /** Name to save it under: ` ```ts run first-flow.ts `. */
  readonly file: string;
  readonly code: string;
  /** The ` ```text output ` that follows, if one does: all that the program prints. */
  readonly output: string | undefined;
}

/** Commands of a page that run: ` ```sh run `, one block after the other, in the directory of the page's programs. */
export interface Commands {
  readonly page: string;
  /** Line of the fence, from 1. */
  readonly line: number;
  readonly text: string;
}

/** Finds the TypeScript in a markdown page. */
export function snippetsOf(page: string, markdown: string): Snippet[] {
  const fences = fencesOf(markdown);
  return fences.flatMap(({ words: [language, ...words], text, line }, index) => {
    if (language !== "ts" && language !== "typescript") return [];
    const next = fences[index + 1];
    const output = next?.words.join(" ") === "text output" ? next.text : undefined;
    const file = words.find((word) => word.endsWith(".ts")) ?? `line-${line}.ts`;
    return [{ page, line, runs: words.includes("run"), file, code: text, output }];
  });
}

/** Finds the commands that run in a markdown page. */
export function commandsOf(page: string, markdown: string): Commands[] {
  return fencesOf(markdown).flatMap(({ words, text, line }) => (words.join(" ") === "sh run" ? [{ page, line, text }] : []));
}

/** Every shell command of a markdown page, comments taken off: ` ```sh `, whether it runs in the tests of pages or not. */
export function shellOf(markdown: string): string[] {
  return fencesOf(markdown).flatMap(({ words, text }) =>
    /^(ba)?sh$/.test(words[0]!)
      ? text
          .trim()
          .split("\n")
          .map((line) => line.replace(/\s+#.*$/, ""))
      : [],
  );
}

function fencesOf(markdown: string): { words: string[]; text: string; line: number }[] {
  return [...markdown.matchAll(/^```(.*)\n([\s\S]*?)^```$/gm)].map((match) => ({
    words: match[1]!.trim().split(/\s+/),
    text: match[2]!,
    line: markdown.slice(0, match.index).split("\n").length,
  }));
}
