import type { LogCreate } from "#core/contract/logs.ts";
import { formatTimestamp } from "#core/contract/scalars.ts";

type Stream = "stdout" | "stderr";

/** How the lines of a process are kept. */
export interface OutputOptions {
  readonly flowRunId: string;
  /** Stores a batch; tried again by whoever gives it, so a failure loses the batch. */
  readonly send: (lines: LogCreate[]) => Promise<unknown>;
  readonly flushMs?: number;
  /** Characters that may wait to be sent; what is beyond is dropped, and a line says how much. Default a million. */
  readonly mostCharacters?: number;
}

/** What a process writes beside its log lines, kept as lines of its run: of loggers named `stdout` (info) and `stderr` (warning). */
export class ProcessOutput {
  readonly #options: OutputOptions;
  readonly #rest = { stdout: "", stderr: "" };
  #lines: LogCreate[] = [];
  #characters = 0;
  #dropped = 0;
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> | undefined;
  /** The last lines of stderr, which tell why a process crashed. */
  readonly lastErrors: string[] = [];

  constructor(options: OutputOptions) {
    this.#options = options;
  }

  take(stream: Stream, chunk: string): void {
    const parts = (this.#rest[stream] + chunk).split("\n");
    this.#rest[stream] = parts.pop() ?? "";
    for (const line of parts) this.#line(stream, line);
    // a line without an end would grow for ever
    for (; this.#rest[stream].length > LONGEST_LINE; this.#rest[stream] = this.#rest[stream].slice(LONGEST_LINE))
      this.#line(stream, this.#rest[stream].slice(0, LONGEST_LINE));
  }

  /** Sends all there is, also a last line without an end. */
  async end(): Promise<void> {
    for (const stream of ["stdout", "stderr"] as const) {
      if (this.#rest[stream] !== "") this.#line(stream, this.#rest[stream]);
      this.#rest[stream] = "";
    }
    clearTimeout(this.#timer);
    await this.#sending;
    await this.#flush();
  }

  #line(stream: Stream, text: string): void {
    const message = text.replace(/\r$/, "").slice(0, LONGEST_LINE);
    if (message === "") return;
    if (stream === "stderr") {
      this.lastErrors.push(message);
      if (this.lastErrors.length > LAST_ERRORS) this.lastErrors.shift();
    }
    if (this.#characters + message.length > (this.#options.mostCharacters ?? MOST_CHARACTERS) || this.#lines.length >= MOST_LINES) {
      this.#dropped += 1;
      return;
    }
    this.#noteDropped();
    this.#push(stream, message);
    this.#timer ??= setTimeout(() => this.#start(), this.#options.flushMs ?? FLUSH_MS);
  }

  #push(name: Stream, message: string): void {
    this.#characters += message.length;
    this.#lines.push({
      name,
      level: name === "stdout" ? 20 : 30,
      message,
      timestamp: formatTimestamp(Date.now()),
      flow_run_id: this.#options.flowRunId,
    });
  }

  #noteDropped(): void {
    if (this.#dropped === 0) return;
    this.#push("stderr", `${this.#dropped} lines of output were dropped here, as they came faster than they could be stored.`);
    this.#dropped = 0;
  }

  #start(): void {
    this.#timer = undefined;
    // one batch at a time, so that lines keep their order
    this.#sending ??= this.#flush().finally(() => {
      this.#sending = undefined;
      if (this.#lines.length > 0) this.#timer ??= setTimeout(() => this.#start(), this.#options.flushMs ?? FLUSH_MS);
    });
  }

  async #flush(): Promise<void> {
    this.#noteDropped();
    const lines = this.#lines;
    if (lines.length === 0) return;
    this.#lines = [];
    await this.#options.send(lines).catch(() => {});
    this.#characters -= lines.reduce((sum, { message }) => sum + message.length, 0);
  }
}

const LONGEST_LINE = 50_000;
const MOST_CHARACTERS = 1_000_000;
const MOST_LINES = 10_000;
const LAST_ERRORS = 20;
const FLUSH_MS = 250;
