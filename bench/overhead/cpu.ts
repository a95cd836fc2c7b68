import { readdirSync, readFileSync } from "node:fs";

/** CPU time in seconds that the running processes of a process group have used; NaN where there is no /proc. */
export function cpuSecondsOfGroup(group: number): number {
  return cpuSecondsOf((one) => one.group === group);
}

/** The same of a process and its children. */
export function cpuSecondsOfFamily(parent: number): number {
  return cpuSecondsOf(({ pid, ppid }) => pid === parent || ppid === parent);
}

interface Stat {
  readonly pid: number;
  readonly ppid: number;
  readonly group: number;
  readonly ticks: number;
}

function cpuSecondsOf(counts: (stat: Stat) => boolean): number {
  try {
    const all = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
    return all.flatMap(statOf).reduce((sum, stat) => (counts(stat) ? sum + stat.ticks : sum), 0) / 100;
  } catch {
    return Number.NaN;
  }
}

function statOf(pid: string): Stat[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // the name of the command, in parentheses, may hold anything
    const [, ppid, group, ...rest] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return [{ pid: Number(pid), ppid: Number(ppid), group: Number(group), ticks: Number(rest[8]) + Number(rest[9]) }];
  } catch {
    // ended meanwhile
    return [];
  }
}
