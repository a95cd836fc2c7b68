import { execFileSync } from "node:child_process";
import { cpus, loadavg, release, totalmem, type } from "node:os";
import { markdownTable } from "../table.ts";
import type { Side } from "./side.ts";

/** All figures by label, in the order they were measured. */
export type Figures = Map<string, { unit: string; values: Partial<Record<Side["name"], number[]>> }>;

/** What ran where, and how it was measured. */
export function describeMachine(sides: readonly Side[]): string {
  const [cpu] = cpus();
  const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8", cwd: import.meta.dirname }).trim();
  return `
Machine   ${cpus().length} × ${cpu?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, ${type()} ${release()}, load ${loadavg()[0]!.toFixed(1)} at the start
Versions  ${sides.map((side) => (side.name === "millrace" ? `Millrace ${side.version} (${commit}) on Node ${process.versions.node}` : `Prefect ${side.version}`)).join(", ")}
Method    Each side has its own server process with SQLite on this machine, both with their defaults (logs sent to the server too).
          Flows run in fresh processes, the sides in turn; the server of the other side is stopped meanwhile (SIGSTOP).
          Times are taken inside the flow's process around the call of the flow, after the import and one 3-step flow as warm-up.
          After each process the server is asked from outside: the run and every task run must be there as completed.
`;
}

/** Prints medians, and how many times more the second side takes. */
export function printTable(figures: Figures, sides: readonly Side[]): void {
  const names = sides.map((side) => side.name);
  const rows = [...figures].map(([label, { unit, values }]) => {
    const medians = names.map((name) => median(values[name] ?? []));
    const ratio = medians.length === 2 && unit !== "" ? `${show(medians[1]! / medians[0]!)} ×` : "";
    return [
      unit === "" ? label : `${label} (${unit})`,
      ...medians.map(show),
      ratio,
      names.map((name) => values[name]?.length ?? 0).join("/"),
    ];
  });
  const table = [["median of", ...names, names.length === 2 ? "ratio" : "", "figures"], ...rows];
  console.log(markdownTable(table));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function show(value: number): string {
  // the measurement failed, or was not come to
  if (Number.isNaN(value)) return "–";
  return value >= 100 ? value.toFixed(0) : value >= 1 ? value.toFixed(1) : value.toFixed(3);
}
