import { format } from "node:util";
import { currentScope } from "../context/scope.ts";
import { levels } from "./levels.ts";
import { writeLog } from "./run-logger.ts";

const captured = { log: levels.INFO, info: levels.INFO, warn: levels.WARNING, error: levels.ERROR, debug: levels.DEBUG } as const;

let capturing = false;

/**
 * Turns `console.*` inside runs that ask for it into log lines. Elsewhere the console stays as it is.
 * The console is replaced once, at the first such run, and stays replaced: which calls are captured is told from where they come.
 */
export function captureConsole(): void {
  if (capturing) return;
  capturing = true;
  for (const [method, level] of Object.entries(captured) as [keyof typeof captured, number][]) {
    const original = console[method].bind(console);
    console[method] = (...values: unknown[]) => {
      const scope = currentScope();
      if (scope?.logPrints !== true) return original(...values);
      writeLog(scope, level, format(...values));
    };
  }
}
