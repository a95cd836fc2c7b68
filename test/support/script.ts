import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** A process of this Node on one of the scripts in `test/support/scripts`; killed, if it still runs, when its test ends. */
export interface Script extends AsyncDisposable {
  /** The full lines of its output so far. */
  readonly lines: readonly string[];
  /** Resolves once that many lines came. */
  atLeast(count: number): Promise<void>;
  kill(): void;
  /** Resolves when all output is in, with the exit code or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
}

/** Starts a script by its name. */
export function startScript(name: string, ...args: string[]): Script {
  const path = fileURLToPath(new URL(`./scripts/${name}.ts`, import.meta.url));
  const child = spawn(process.execPath, [path, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const lines: string[] = [];
  let rest = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    const parts = (rest + text).split("\n");
    rest = parts.pop() ?? "";
    lines.push(...parts);
  });
  const ended = once(child, "close").then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals);
  return {
    lines,
    async atLeast(count) {
      while (lines.length < count) {
        const end = await Promise.race([once(child.stdout, "data"), ended]);
        if (!Array.isArray(end))
          throw new Error(`The script ${name} ended with ${end} after ${lines.length} lines; ${count} were expected.`);
      }
    },
    kill: () => child.kill("SIGKILL"),
    ended,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
