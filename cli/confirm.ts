import type { Cli } from "./cli.ts";
import { CliError } from "./errors.ts";

/** Asks before something is destroyed; where nobody can be asked, `--yes` is required. */
export async function confirm(cli: Cli, options: { readonly yes?: true }, question: string, command: string): Promise<void> {
  if (options.yes) return;
  if (!cli.interactive) throw new CliError("usage", "This cannot be undone, and nobody is here to ask.", command);
  const prompts = await import("@clack/prompts");
  const answer = await prompts.confirm({ message: question, initialValue: false });
  if (answer !== true) throw new CliError("failed", "Nothing was deleted.");
}
