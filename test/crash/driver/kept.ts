import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The checkout, where the processes of a world begin. */
export const root = fileURLToPath(new URL("../../..", import.meta.url));

/** A process that is started again when it dies. */
export class Kept {
  readonly name: string;
  deaths = 0;
  text = "";
  process!: ChildProcess;
  readonly #args: readonly string[];
  readonly #env: Record<string, string>;
  readonly #restartMs: number;
  #ending = false;
  #awayMs = 0;

  constructor(name: string, args: readonly string[], env: Record<string, string>, restartMs: number) {
    this.name = name;
    this.#args = args;
    this.#env = env;
    this.#restartMs = restartMs;
    this.#start();
  }

  #start(): void {
    const { MILLRACE_API_URL: _url, MILLRACE_API_KEY: _key, NODE_OPTIONS: _options, ...around } = process.env;
    const child = spawn(process.execPath, this.#args, { cwd: root, env: { ...around, ...this.#env }, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (chunk: string) => {
        this.text += chunk;
      });
    child.once("exit", (code, signal) => {
      if (this.#ending) return;
      this.deaths += 1;
      this.text += `\n[ended with ${code ?? signal} at ${new Date().toISOString()}]\n`;
      // one that cannot start (its port is taken) is tried again without haste
      const restartMs = signal === null ? Math.max(this.#restartMs, 200) : this.#restartMs;
      setTimeout(() => this.#ending || this.#start(), this.#awayMs + restartMs);
      this.#awayMs = 0;
    });
    this.process = child;
  }

  /** Waits until it has said that. */
  async said(words: string): Promise<void> {
    const until = Date.now() + STARTED_MS;
    while (!this.text.includes(words)) {
      if (Date.now() > until) throw new Error(`${this.name} has not said "${words}" in ${STARTED_MS / 1000} s:\n${this.text}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async away(ms: number): Promise<void> {
    this.#awayMs = ms;
    this.process.kill("SIGKILL");
    await new Promise((resolve) => setTimeout(resolve, ms));
  }

  async end(): Promise<void> {
    this.#ending = true;
    const { process } = this;
    if (process.exitCode !== null || process.signalCode !== null) return;
    const gone = new Promise((resolve) => process.once("exit", resolve));
    process.kill("SIGCONT");
    process.kill("SIGTERM");
    // a second one ends an agent at once; the rest is for what does not listen
    const again = setTimeout(() => process.kill("SIGTERM"), 1_500);
    const late = setTimeout(() => process.kill("SIGKILL"), 6_000);
    await gone;
    clearTimeout(again);
    clearTimeout(late);
  }
}

const STARTED_MS = 60_000;
