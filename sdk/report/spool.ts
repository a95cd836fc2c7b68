import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ApiError, type Client } from "#core/contract/client.ts";
import type { StateCreate } from "#core/contract/states.ts";
import type { Batch } from "./deliver.ts";

/** What of a run could not be delivered before its process ended. */
export interface SpooledRun {
  readonly flow_run_id: string;
  readonly epoch: number;
  readonly batches: readonly Batch[];
  /** The state the run ended in; null if that was delivered. */
  readonly final: StateCreate | null;
}

/** A directory for reports that could not be delivered. Written synchronously, since it is the last thing a dying process does. */
export interface Spool {
  /** @returns the file. */
  write(run: SpooledRun): string;
}

/** The spool of a data directory, for the API at `url`. */
export function openSpool(dataDir: string, url: string): Spool {
  const directory = join(dataDir, ".spool");
  return {
    write(run) {
      mkdirSync(directory, { recursive: true, mode: 0o700 });
      const path = join(directory, `${run.flow_run_id}.json`);
      writeFileSync(`${path}.tmp`, JSON.stringify({ url, ...run }), { mode: 0o600, flush: true });
      renameSync(`${path}.tmp`, path);
      return path;
    },
  };
}

/**
 * Delivers what earlier processes left behind for this API; called when one connects. What the API refuses for good is moved aside, not deleted.
 *
 * @returns how many runs were delivered.
 */
export async function replaySpool(dataDir: string, url: string, client: Client): Promise<number> {
  const directory = join(dataDir, ".spool");
  let delivered = 0;
  for (const file of spooled(directory)) {
    const name = file.replace(/\.\d+$/, "");
    const path = join(directory, name);
    const taken = `${path}.${process.pid}`;
    try {
      const run = JSON.parse(readFileSync(join(directory, file), "utf8")) as SpooledRun & { url: string };
      if (run.url !== url) continue;
      // whoever renames it replays it; others find it gone
      renameSync(join(directory, file), taken);
      try {
        await replay(run, client);
        rmSync(taken);
        delivered += 1;
      } catch (error) {
        const forGood = error instanceof ApiError && error.status < 500 && ![401, 403, 408, 429].includes(error.status);
        if (forGood) mkdirSync(join(directory, "refused"), { recursive: true });
        renameSync(taken, forGood ? join(directory, "refused", name) : path);
        if (!forGood) return delivered;
      }
    } catch {
      // taken by another process, or not ours to read
    }
  }
  return delivered;
}

async function replay(run: SpooledRun, client: Client): Promise<void> {
  for (const batch of run.batches) await client.reportTaskRuns({ body: batch });
  if (run.final !== null) {
    await client.setFlowRunState({
      params: { id: run.flow_run_id },
      body: { state: run.final, epoch: run.epoch, force: run.final.type === "CRASHED" },
    });
  }
}

// A file that carries a process id was being delivered; if that process died over it, it waits again.
function spooled(directory: string): string[] {
  try {
    return readdirSync(directory).filter((name) => {
      const [whole, pid] = /\.json(?:\.(\d+))?$/.exec(name) ?? [];
      return whole !== undefined && (pid === undefined || !isAlive(Number(pid)));
    });
  } catch {
    return [];
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
