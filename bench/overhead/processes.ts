import { type ChildProcess, spawn } from "node:child_process";
import { openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { cpuSecondsOfGroup } from "./cpu.ts";

type Environment = Record<string, string | undefined>;

/** Runs a command to its end and gives back how long it took. Its output goes to `log`; a failure shows the end of it. */
export async function runToEnd(
  command: string,
  args: readonly string[],
  options: { env: Environment; log: string; cwd?: string },
): Promise<number> {
  const output = openSync(options.log, "a");
  const started = performance.now();
  const child = spawn(command, args, { stdio: ["ignore", output, output], env: options.env, cwd: options.cwd });
  const code = await new Promise<number | null>((resolve, reject) => child.once("error", reject).once("exit", resolve));
  const took = performance.now() - started;
  if (code === 0) return took;
  throw new Error(`${command} ${args.join(" ")} ended with ${code}:\n${(await readFile(options.log, "utf8")).slice(-3000)}`);
}

/** A server in a process group of its own. */
export interface ServerProcess {
  readonly startMs: number;
  readonly pid: number;
  signal(name: NodeJS.Signals): void;
  /** CPU time of its processes so far, in seconds. */
  cpuSeconds(): number;
  stop(): Promise<void>;
}

/** Starts a server and waits until `healthUrl` answers. */
export async function startServerProcess(
  command: string,
  args: readonly string[],
  options: { env: Environment; log: string; healthUrl: string },
): Promise<ServerProcess> {
  const output = openSync(options.log, "a");
  const started = performance.now();
  const child = spawn(command, args, { stdio: ["ignore", output, output], env: options.env, detached: true });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const signal = (name: NodeJS.Signals) => signalGroup(child, name);
  // Ctrl-C reaches only this process' own group
  process.once("exit", () => signal("SIGKILL"));
  while (!(await isHealthy(options.healthUrl))) {
    if (child.exitCode !== null || performance.now() - started > 120_000) {
      signal("SIGKILL");
      throw new Error(`The server did not start: ${command} ${args.join(" ")}\n${(await readFile(options.log, "utf8")).slice(-3000)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const startMs = performance.now() - started;
  const stop = async () => {
    signal("SIGCONT");
    signal("SIGTERM");
    const timer = setTimeout(() => signal("SIGKILL"), 10_000);
    await exited;
    clearTimeout(timer);
  };
  const pid = child.pid!;
  return { startMs, pid, signal, stop, cpuSeconds: () => cpuSecondsOfGroup(pid) };
}

/** A TCP port on the loopback interface that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function signalGroup(child: ChildProcess, name: NodeJS.Signals): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, name);
  } catch (error) {
    // gone already
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2000) })).ok;
  } catch {
    return false;
  }
}
