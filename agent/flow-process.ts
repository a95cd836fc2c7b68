import { type ChildProcess, fork } from "node:child_process";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import type { FromProcess, Job, ToProcess } from "./process/messages.ts";
import { type ProcessEntry, processesBelow, signalProcess } from "./process-tree.ts";

/** How a process came to its end. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** What it said of its run before; undefined if it said nothing. */
  readonly said: Exclude<FromProcess, { type: "ready" | "progress" }> | undefined;
  /** It did not stop by itself in the time it was given. */
  readonly killed: boolean;
  /** Processes it had started that were still there and had to be ended. */
  readonly leftovers: number;
  /** Why it could not be started. */
  readonly error?: Error;
}

/** Takes what a process writes. */
export type TakeOutput = (stream: "stdout" | "stderr", chunk: string) => void;

/** One process that serves one run. It leads a process group, so that all it starts can be ended with it. */
export class FlowProcess {
  readonly #child: ChildProcess;
  readonly #ready = Promise.withResolvers<void>();
  readonly #ended = Promise.withResolvers<ProcessEnd>();
  #take: TakeOutput = () => {};
  #said: ProcessEnd["said"];
  readonly #progress = new Set<"kept" | "not kept">();
  #killed = false;
  #below: readonly ProcessEntry[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** Starts a process that warms up and waits for its run. */
  constructor(env: NodeJS.ProcessEnv) {
    this.#child = fork(fileURLToPath(PROGRAM), [], {
      detached: true,
      cwd: tmpdir(),
      env,
      execArgv: ["--disable-warning=ExperimentalWarning"],
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    for (const stream of ["stdout", "stderr"] as const)
      this.#child[stream]?.setEncoding("utf8").on("data", (chunk: string) => this.#take(stream, chunk));
    this.#child.on("message", (message: FromProcess) => {
      if (message.type === "ready") this.#ready.resolve();
      else if (message.type === "progress") this.#progress.add(message.kept ? "kept" : "not kept");
      else this.#said = message;
    });
    this.#child.once("error", (error) => this.#end(null, null, error));
    this.#child.once("exit", (code, signal) => this.#end(code, signal));
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** What has become of results of tasks it completed. */
  get progress(): ReadonlySet<"kept" | "not kept"> {
    return this.#progress;
  }

  /** Resolves when it is warm, or has ended. */
  get ready(): Promise<void> {
    return Promise.race([this.#ready.promise, this.ended.then(() => {})]);
  }

  /** Resolves when it and all it started are gone, and all output was taken. */
  get ended(): Promise<ProcessEnd> {
    return this.#ended.promise;
  }

  /** Gives it its run. */
  run(job: Job, take: TakeOutput): void {
    this.#take = take;
    this.#send({ type: "run", job });
  }

  /** Asks it to suspend its run. */
  suspend(): void {
    this.#send({ type: "suspend" });
  }

  /** Asks it to leave its run between two tasks. */
  leave(): void {
    this.#send({ type: "leave" });
  }

  /** Asks it to stop, and what it started too; kills all that is left after the grace. */
  stop(why: "cancel" | "hand-back", reason: string, graceMs: number): void {
    this.#send({ type: "stop", why, reason });
    // a process that is blocked waits for one of these
    for (const { pid } of this.#look()) signalProcess(pid, "SIGTERM");
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.kill(), graceMs);
  }

  /** Kills it and all it started, now. */
  kill(): void {
    this.#killed = true;
    const below = this.#look();
    const { pid } = this.#child;
    if (pid !== undefined) signalProcess(-pid, "SIGKILL");
    for (const { pid } of below) signalProcess(pid, "SIGKILL");
  }

  #send(message: ToProcess): void {
    // one that ends at this moment takes no message
    if (this.#child.connected) this.#child.send(message, () => {});
  }

  /** Those it started that are still there. Remembered, for once it is gone nobody knows its children any more. */
  #look(): readonly ProcessEntry[] {
    const { pid } = this.#child;
    if (pid !== undefined) this.#below = processesBelow(pid, this.#below);
    return this.#below;
  }

  async #end(code: number | null, signal: NodeJS.Signals | null, error?: Error): Promise<void> {
    clearTimeout(this.#timer);
    const leftovers = await this.#endRest();
    await this.#outputTaken();
    this.#ended.resolve({ code, signal, said: this.#said, killed: this.#killed, leftovers, ...(error !== undefined && { error }) });
  }

  /** Ends what the process left behind: it is asked first, and killed after a moment. */
  async #endRest(): Promise<number> {
    const { pid } = this.#child;
    if (pid === undefined || (this.#below.length === 0 && !groupExists(pid))) return 0;
    let rest = this.#look();
    const leftovers = rest.length;
    for (const { pid } of rest) signalProcess(pid, this.#killed ? "SIGKILL" : "SIGTERM");
    for (let waited = 0; rest.length > 0 && waited < LONGEST_REST_MS; waited += 50) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      rest = this.#look();
      if (waited >= POLITE_MS) for (const { pid } of rest) signalProcess(pid, "SIGKILL");
    }
    return leftovers;
  }

  async #outputTaken(): Promise<void> {
    const { stdout, stderr } = this.#child;
    const ends = [stdout, stderr].map(
      (stream) => stream === null || stream.readableEnded || new Promise((resolve) => stream.once("close", resolve)),
    );
    // a process that escaped us may hold the pipe open
    await Promise.race([Promise.all(ends), new Promise((resolve) => setTimeout(resolve, 1_000).unref())]);
    stdout?.destroy();
    stderr?.destroy();
  }
}

const PROGRAM = new URL("./process/main.ts", import.meta.url);
/** How long what a process left behind gets to stop by itself. */
const POLITE_MS = 1_000;
const LONGEST_REST_MS = 5_000;

// cheap beside a look at every process, and nearly always all there is to do
function groupExists(pid: number): boolean {
  try {
    process.kill(-pid, 0);
    return true;
  } catch {
    return false;
  }
}
