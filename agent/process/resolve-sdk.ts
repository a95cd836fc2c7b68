import { registerHooks } from "node:module";

/** Bundles import `millrace` by its name, from wherever they lie: it is the SDK of this agent, which the process has loaded already. */
export function resolveSdk(): void {
  const known: Readonly<Record<string, string>> = {
    millrace: import.meta.resolve("#sdk/index.ts"),
    "millrace/testing": import.meta.resolve("#sdk/testing/index.ts"),
  };
  registerHooks({
    resolve(specifier, context, next) {
      const url = Object.hasOwn(known, specifier) ? known[specifier] : undefined;
      return url === undefined
        ? next(specifier, context)
        : { url, format: url.endsWith(".ts") ? "module-typescript" : "module", shortCircuit: true };
    },
  });
}
