import type { Command } from "commander";

/** Adds examples, each a command line and what it does, to a command's help. */
export function addExamples(command: Command, ...examples: readonly (readonly [line: string, what: string])[]): void {
  const longest = Math.max(...examples.map(([line]) => line.length));
  const beside = examples.map(([line, what]) => `  ${line.padEnd(longest)}   ${what}`);
  const above = examples.map(([line, what]) => `  # ${what}\n  ${line}`);
  const { helpWidth = 80 } = command.configureHelp();
  const lines = beside.every((line) => line.length <= helpWidth) ? beside : above;
  command.addHelpText("after", `\n${examples.length === 1 ? "Example" : "Examples"}:\n${lines.join("\n")}`);
}
