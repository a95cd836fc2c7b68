import type { Side } from "../overhead/side.ts";
import { figure, markdownTable, quantile } from "../table.ts";
import type { Growth } from "./growth.ts";
import type { Answered } from "./load.ts";
import type { Rounds } from "./rounds.ts";

/** Requests a second, latencies and CPU of each kind of request, side beside side. */
export function renderOperations(found: Rounds, sides: readonly Side[]): string {
  const head = sides.flatMap(({ name }) => [`${name} /s`, "p50 ms", "p99 ms", "CPU ms"]);
  const rows = [...found].map(([what, bySide]) => {
    const cells = sides.map(({ name }) => summary(bySide[name] ?? []));
    const ratio = cells.length === 2 ? [`${figure(cells[0]!.perSecond / cells[1]!.perSecond)} ×`] : [];
    return [what, ...cells.flatMap((one) => [one.perSecond, one.p50, one.p99, one.cpuMs].map(figure)), ...ratio];
  });
  return markdownTable([["", ...head, ...(sides.length === 2 ? ["ratio"] : [])], ...rows]);
}

/** Latencies of each page by the number of runs. */
export function renderGrowth(growth: readonly Growth[]): string {
  const sizes = [...new Set(growth.map(({ runs }) => runs))];
  const lines = Map.groupBy(growth, ({ side, what }) => `${what}, ${side}`);
  const rows = [...lines].map(([label, cells]) => [
    label,
    ...sizes.map((runs) => figure(cells.find((cell) => cell.runs === runs)?.p50 ?? Number.NaN)),
  ]);
  return markdownTable([["p50 ms with so many runs", ...sizes.map((runs) => runs.toLocaleString("en"))], ...rows]);
}

function summary(rounds: readonly Answered[]) {
  const latencies = rounds.flatMap((round) => round.latencies);
  const sum = (of: (round: Answered) => number) => rounds.reduce((total, round) => total + of(round), 0);
  return {
    perSecond: latencies.length / sum(({ seconds }) => seconds),
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    cpuMs: (1000 * sum(({ cpuSeconds }) => cpuSeconds)) / latencies.length,
  };
}
