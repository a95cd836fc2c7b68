import { registerHooks } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

let registered = false;

/**
 * From now on `millrace` means this very SDK in whatever this process imports, so that a bundle's flows are flows of the engine that runs
 * them. A package that a bundle leaves out is looked for in the working directory, then beside this SDK.
 */
export function resolveHere(): void {
  if (registered) return;
  registered = true;
  registerHooks({
    resolve(specifier, context, next) {
      const own = entries[specifier];
      if (own !== undefined) return { url: own, shortCircuit: true };
      try {
        return next(specifier, context);
      } catch (error) {
        if (!isMissing(error) || !/^[^./#]/.test(specifier) || specifier.startsWith("file:")) throw error;
        for (const parentURL of [pathToFileURL(join(process.cwd(), "_")).href, import.meta.url]) {
          try {
            return next(specifier, { ...context, parentURL });
          } catch (again) {
            if (!isMissing(again)) throw again;
          }
        }
        throw error;
      }
    },
  });
}

const entries: Readonly<Record<string, string>> = {
  millrace: new URL("../index.ts", import.meta.url).href,
  "millrace/testing": new URL("../testing/index.ts", import.meta.url).href,
};

function isMissing(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND";
}
