import { Command, CommanderError } from "commander";
import { type Cli, createCli } from "./cli.ts";
import { explain } from "./errors.ts";
import { type Leaf, type Noun, tree } from "./tree.ts";
import { version } from "./version.ts";

/** Runs one command line and gives its exit code. */
export async function main(args: readonly string[]): Promise<number> {
  // a reader that went away, such as head, ends us quietly
  process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));
  const program = new Command("millrace");
  const cli = createCli(process, () => program.opts());
  try {
    await buildProgram(program, cli).parseAsync(asked(args), { from: "user" });
    return cli.exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const { text, exitCode } = await explain(error, cli);
    process.stderr.write(`${text}\n`);
    return exitCode;
  }
}

function asked(args: readonly string[]): readonly string[] {
  const [first, ...words] = args;
  if (first === "help" && words.length > 0) return helpOn(words);
  return askedForHelp(args) ? [...args, "--help"] : args;
}

/** `help` before a command is --help after it, however deep it lies; nothing of it is run. */
function helpOn(words: readonly string[]): readonly string[] {
  let at: Leaf | Noun = { summary: "", verbs: tree };
  const known: string[] = [];
  for (const word of words) {
    if (!("verbs" in at)) break;
    const next: Leaf | Noun | undefined = Object.hasOwn(at.verbs, word) ? at.verbs[word] : undefined;
    // refused as an unknown command
    if (next === undefined) return [...known, word];
    known.push(word);
    at = next;
  }
  return [...known, "--help"];
}

/** `millrace` or a noun alone is a question, not a mistake. */
function askedForHelp(args: readonly string[]): boolean {
  let at: Leaf | Noun | undefined = { summary: "", verbs: tree };
  for (const word of args) at = at !== undefined && "verbs" in at && Object.hasOwn(at.verbs, word) ? at.verbs[word] : undefined;
  return at !== undefined && "verbs" in at;
}

function buildProgram(program: Command, cli: Cli): Command {
  program
    .description("Orchestrate flows written in TypeScript: run them, see them, keep their history.")
    .option("-p, --profile <name>", "use this profile (over MILLRACE_PROFILE)")
    .option("--api-url <url>", "use the API at this address (over MILLRACE_API_URL)")
    .version(version, "-V, --version", "print the version")
    .addHelpText("after", epilogue);
  inherit(program, program);
  for (const [name, entry] of Object.entries(tree)) {
    const child = program.command(name).summary(entry.summary).description(entry.summary);
    inherit(child, program);
    if ("verbs" in entry) addVerbs(child, entry, program, cli);
  }
  program.helpCommand(...HELP);
  loadBefore(program, (name) => leafAt(tree, name), cli);
  return program;
}

function addVerbs(noun: Command, entry: Noun, program: Command, cli: Cli): void {
  for (const [verb, child] of Object.entries(entry.verbs)) {
    const command = noun.command(verb).summary(child.summary).description(child.summary);
    inherit(command, program);
    if ("verbs" in child) addVerbs(command, child, program, cli);
  }
  noun.helpCommand(...HELP);
  loadBefore(noun, (name) => leafAt(entry.verbs, name), cli);
}

function leafAt(entries: Readonly<Record<string, Leaf | Noun>>, name: string): Leaf | undefined {
  const entry = entries[name];
  return entry === undefined || "verbs" in entry ? undefined : entry;
}

/** The file of a command is read only when that command, or its help, is asked for. */
function loadBefore(parent: Command, leafOf: (name: string) => Leaf | undefined, cli: Cli): void {
  parent.hook("preSubcommand", async (_parent, command) => {
    const leaf = leafOf(command.name());
    if (leaf !== undefined) (await leaf.load()).define(command, cli);
  });
}

function inherit(command: Command, program: Command): void {
  command.exitOverride().showSuggestionAfterError(true).showHelpAfterError("(add --help for usage and examples)");
  command
    .helpOption("-h, --help", "show this help")
    .configureHelp({ showGlobalOptions: command !== program, helpWidth: Math.min(process.stdout.columns ?? 100, 110) });
}

const HELP = ["help [command]", "show the help of a command"] as const;

const epilogue = `
Exit codes:
  0 done   1 failed   2 wrong usage   3 API unreachable   4 not found

Settings come from flags, then MILLRACE_* variables, then the profile, then defaults; "millrace config view" shows which.
With no MILLRACE_API_URL the server running on the data directory is used, or else the data directory itself.

Examples:
  millrace server start --background      start API and console on http://127.0.0.1:4200
  millrace flow-run ls --state failed     the latest failed runs
  millrace flow-run logs <run> --follow   watch a run by its name or id`;
