import { CliError } from "#cli/errors.ts";
import { addExamples } from "#cli/examples.ts";
import { look } from "#cli/server/health.ts";
import type { Define } from "#cli/tree.ts";

/** `millrace server stop` */
export const define: Define = (command, cli) => {
  command
    .option("--data-dir <directory>", "stop the server of this data directory")
    .option("--force", "end a server that does not answer")
    .action(async (options: { dataDir?: string; force?: true }) => {
      const dataDir = (await cli.settings({ MILLRACE_DATA_DIR: options.dataDir })).MILLRACE_DATA_DIR.value;
      const found = await look(dataDir);
      if (found === null) return cli.print(`No server is running on ${dataDir}.`);
      const { pid, url } = found.server;
      if (!found.healthy && !options.force) {
        throw new CliError(
          "failed",
          `Process ${pid} holds ${dataDir} but does not answer at ${url}.`,
          'End it with "millrace server stop --force"; nothing committed is lost.',
        );
      }
      signal(pid, "SIGTERM");
      if (await isGone(dataDir, pid)) return cli.print(`Stopped the server at ${url} (process ${pid}).`);
      if (!options.force)
        throw new CliError(
          "failed",
          `Process ${pid} was asked to stop, but has not ended within ${PATIENCE_MS / 1000} s.`,
          'End it with "millrace server stop --force"; nothing committed is lost.',
        );
      signal(pid, "SIGKILL");
      if (!(await isGone(dataDir, pid)))
        throw new CliError("failed", `Process ${pid} does not end.`, "It may be waiting for a disk; see its log.");
      cli.print(`Killed the server at ${url} (process ${pid}).`);
    });
  addExamples(command, ["millrace server stop", "requests in progress are answered first"]);
};

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EPERM") throw new CliError("failed", `Process ${pid} belongs to another user.`, "Stop it as that user.");
    if (code !== "ESRCH") throw error;
  }
}

/** Waits until no server of that process holds the data directory. */
async function isGone(dataDir: string, pid: number): Promise<boolean> {
  const { findServer } = await import("#local/data-directory.ts");
  for (let waited = 0; waited < PATIENCE_MS; waited += STEP_MS) {
    if ((await findServer(dataDir))?.pid !== pid) return true;
    await new Promise((resolve) => setTimeout(resolve, STEP_MS));
  }
  return false;
}

const PATIENCE_MS = 10_000;
const STEP_MS = 50;
