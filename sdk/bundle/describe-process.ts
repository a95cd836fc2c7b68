// The program that loads a bundle to see what it declares.
import { type Declared, declaredDeployments } from "../deployments/declared.ts";
import { isMillraceError } from "../errors/millrace-error.ts";
import { loadBundle } from "./load-bundle.ts";

/** What it answers. */
export type Described = { readonly declared: Declared } | { readonly error: string };

const answer = (described: Described) => process.send?.(described);
// a rejection nobody handles is the file's mistake too
process.on("unhandledRejection", (error) => answer({ error: textOf(error) }));
process.on("uncaughtException", (error) => answer({ error: textOf(error) }));

try {
  await loadBundle(process.argv[2] as string);
  answer({ declared: await declaredDeployments() });
} catch (error) {
  answer({ error: textOf(error) });
}

function textOf(error: unknown): string {
  if (isMillraceError(error)) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
