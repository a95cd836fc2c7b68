import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** What a command did. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A user with a home of his own and the real command as a child process. */
export interface User {
  readonly home: string;
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ran>;
  /** Runs and gives standard output parsed. */
  json<T>(...args: string[]): Promise<T>;
  /** Removes the home, stopping a server that may run on it. */
  leave(): Promise<void>;
}

/** The command's entry. */
export const entry = fileURLToPath(new URL("../../cli/millrace.mjs", import.meta.url));

/** Makes a user who has never run the command. */
export function newUser(): User {
  const home = mkdtempSync(join(tmpdir(), "millrace-user-"));
  const run: User["run"] = (args, env = {}) =>
    new Promise((resolve) => {
      const child = execFile(
        process.execPath,
        [entry, ...args],
        { env: { PATH: process.env.PATH ?? "", MILLRACE_HOME: home, ...env }, maxBuffer: 50_000_000 },
        (error, stdout, stderr) => {
          resolve({ code: error === null ? 0 : typeof error.code === "number" ? error.code : 1, stdout, stderr });
        },
      );
      child.stdin?.end();
    });
  return {
    home,
    run,
    async json(...args) {
      const { code, stdout, stderr } = await run(args);
      if (code !== 0) throw new Error(`millrace ${args.join(" ")} ended with ${code}: ${stderr}`);
      return JSON.parse(stdout);
    },
    async leave() {
      await run(["server", "stop", "--force"]);
      rmSync(home, { recursive: true, force: true });
    },
  };
}
