import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { prefectPython } from "../overhead/prefect.ts";
import type { Side } from "../overhead/side.ts";
import { quantile } from "../table.ts";
import { fill } from "./fill.ts";
import { load } from "./load.ts";
import { filters } from "./operations.ts";

/** How long one page takes with so many runs on the server. */
export interface Growth {
  readonly what: string;
  readonly side: Side["name"];
  readonly runs: number;
  readonly p50: number;
}

/** Beyond this many runs only our side is filled: by its own means Prefect takes minutes for more. */
const PREFECT_MOST = 10_000;

/**
 * Fills the databases step by step and asks for the pages of the console after each. Runs are put there without the API: ours through the store
 * adapter, Prefect's as copies of a run it has made, in its own tables.
 */
export async function measureGrowth(
  sides: readonly Side[],
  flows: ReadonlyMap<Side, readonly string[]>,
  alone: <Result>(side: Side, work: () => Promise<Result>) => Promise<Result>,
  { most, requests }: { readonly most: number; readonly requests: number },
): Promise<Growth[]> {
  const growth: Growth[] = [];
  for (let runs = 1000; runs <= most; runs *= 10) {
    for (const side of sides) {
      if (side.name === "prefect" && runs > PREFECT_MOST) continue;
      process.stderr.write(`${runs.toLocaleString("en")} runs: ${side.name}\n`);
      const flowIds = flows.get(side)!;
      await alone(side, async () => {
        if (side.name === "millrace") await fill(side.database, flowIds, runs);
        else await promisify(execFile)(prefectPython, [copies, side.database, String(runs)]);
        for (const [what, call] of Object.entries(filters(flowIds))) {
          const calls = new Array(Math.max(3, requests)).fill(call);
          const { latencies } = await load(side.apiUrl, calls, { connections: 1, cpuSeconds: side.cpuSeconds });
          growth.push({ what, side: side.name, runs, p50: quantile(latencies, 0.5) });
        }
      });
    }
  }
  return growth;
}

const copies = fileURLToPath(new URL("fill.py", import.meta.url));
