import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ApiError } from "#core/contract/client.ts";
import type { State, StateCreate } from "#core/contract/states.ts";
import type { SpooledRun } from "#sdk/report/spool.ts";
import type { HeldRun, House } from "./house.ts";

/** What became of a report that a process left behind. */
export interface LeftBehind {
  /** The state the run is in, if the process left its end too. */
  readonly state: State | StateCreate | undefined;
}

/**
 * Delivers what the process of a run could not: its report and its end. A crash is only delivered as report, for it is the agent that says
 * what the process died of. Without time left, the whole is spooled for whoever connects next.
 */
export async function deliverLeftBehind(house: House, held: HeldRun, directory: string): Promise<LeftBehind | undefined> {
  const left = await readSpooled(join(directory, ".spool", `${held.id}.json`));
  if (left === undefined) return undefined;
  const { client, patiently } = house;
  const final = left.final?.type === "CRASHED" ? null : left.final;
  try {
    for (const batch of left.batches) await patiently(() => client.reportTaskRuns({ body: batch })).catch(unlessRefused);
    if (final === null) return { state: undefined };
    const body = { state: final, epoch: left.epoch, force: false };
    const answer = await patiently(() => client.setFlowRunState({ params: { id: held.id }, body })).catch(unlessRefused);
    return { state: answer?.state ?? final };
  } catch {
    house.spool.write({ ...left, final });
    return { state: final ?? undefined };
  }
}

async function readSpooled(path: string): Promise<SpooledRun | undefined> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as SpooledRun;
  } catch {
    return undefined;
  }
}

/** What the API refuses for good is not kept. */
function unlessRefused(error: unknown): undefined {
  if (error instanceof ApiError && error.status < 500) return undefined;
  throw error;
}
