import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** One process as the operating system lists it. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** Told apart from a later process with the same number; empty where the system does not say. */
  readonly started: string;
}

/** The processes that live, ended ones nobody has waited for left out. */
function listProcesses(): ProcessEntry[] {
  return process.platform === "linux" ? fromProc() : fromPs();
}

/**
 * Those below `root`, those of its group, and those of `seen` that are still there with all below them: also the ones that made a group or
 * session of their own, or whose parent is gone. `root` is left out.
 */
export function processesBelow(root: number, seen: readonly ProcessEntry[] = []): ProcessEntry[] {
  const all = listProcesses();
  const started = new Map(seen.map((entry) => [entry.pid, entry.started]));
  const found = new Map<number, ProcessEntry>();
  for (const entry of all) {
    if (entry.pid === root) continue;
    if (entry.group === root || started.get(entry.pid) === entry.started) found.set(entry.pid, entry);
  }
  for (let size = -1; found.size > size; ) {
    size = found.size;
    for (const entry of all) if (entry.pid !== root && (entry.parent === root || found.has(entry.parent))) found.set(entry.pid, entry);
  }
  return [...found.values()];
}

/** Sends a signal to a process or, by a negative number, to a group; one that is gone already is no failure. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // gone, or not ours to signal
  }
}

function fromProc(): ProcessEntry[] {
  const entries: ProcessEntry[] = [];
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "latin1");
      // the name of the program stands in brackets and may hold anything
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      const [state, parent, group] = fields;
      if (state === "Z" || state === "X") continue;
      entries.push({ pid: Number(name), parent: Number(parent), group: Number(group), started: fields[19] ?? "" });
    } catch {
      // ended while we looked
    }
  }
  return entries;
}

function fromPs(): ProcessEntry[] {
  const lines = execFileSync("ps", ["-A", "-o", "pid=,ppid=,pgid=,stat="], { encoding: "utf8" }).trim().split("\n");
  return lines.flatMap((line) => {
    const [pid, parent, group, state = ""] = line.trim().split(/\s+/);
    return state.startsWith("Z") ? [] : [{ pid: Number(pid), parent: Number(parent), group: Number(group), started: "" }];
  });
}
