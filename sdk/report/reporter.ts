import type { TaskRunRecord } from "#core/contract/documents.ts";
import type { LogCreate } from "#core/contract/logs.ts";
import { parseTimestamp } from "#core/contract/scalars.ts";
import type { TaskRunSnapshot } from "#core/contract/task-runs.ts";
import { isFinal } from "#core/rules/states.ts";
import type { Runtime } from "../engine/runtime.ts";
import { type Batch, type Delivery, deliver, FIRST_BEAT_MS } from "./deliver.ts";
import { snapshotOf } from "./snapshot.ts";

/** What a reporter is told beside the runtime. */
export interface ReporterOptions {
  readonly runtime: Runtime;
  readonly flowRunId: string;
  readonly epoch: number;
  /** The API says somebody wants the run to stop, or has taken it over. */
  readonly onStop: (why: "cancelling" | "lost", detail: string) => void;
  /** The API says the run is paused. */
  readonly onPause?: () => void;
}

/** Milliseconds between reports of a run that goes on. A task shorter than this is reported once, with all its states. */
export const REPORT_INTERVAL_MS = 250;
/** Finished task runs, or log lines, that make a report due at once. */
const FULL_TASKS = 250;
const FULL_LOGS = 1_000;

/**
 * Tells the API about the task runs and logs of one flow run, in few requests: by time, by size, and at the end.
 * It never throws and never makes the run wait; what cannot be delivered is tried again, and spooled at the end.
 */
export class Reporter {
  readonly #options: ReporterOptions;
  #tasks = new Map<string, TaskRunRecord>();
  #logs: LogCreate[] = [];
  #finished = 0;
  #sequence = 0;
  #sending: Promise<void> | undefined;
  #due: NodeJS.Timeout | undefined;
  #heartbeat: NodeJS.Timeout | undefined;
  #unsent: Batch[] = [];
  /** Somebody waits for the delivery of everything. */
  #everything = false;
  #closing = false;
  #delivery: Delivery;

  constructor(options: ReporterOptions) {
    this.#options = options;
    this.#delivery = {
      runtime: options.runtime,
      onStop: options.onStop,
      onPause: options.onPause,
      beatMs: FIRST_BEAT_MS,
      lost: false,
      hurry: undefined,
    };
    this.#beat();
  }

  /** Batches that were not delivered, oldest first; for the spool. */
  get undelivered(): readonly Batch[] {
    const batches = [...this.#unsent];
    this.#everything = true;
    for (this.#unsent = []; this.#cut(); this.#unsent = []) batches.push(...this.#unsent);
    this.#unsent = batches;
    return batches;
  }

  /** Notes the newest record of a task run. */
  task(record: TaskRunRecord): void {
    const before = this.#tasks.get(record.id);
    this.#tasks.set(record.id, record);
    if (isFinal(record.state_type) && !isFinal(before?.state_type)) this.#finished += 1;
    if (this.#finished >= FULL_TASKS) this.#start(false);
    else this.#schedule();
  }

  /** Notes a log line. */
  log(line: LogCreate): void {
    this.#logs.push(line);
    if (this.#logs.length >= FULL_LOGS) this.#start(false);
    else this.#schedule();
  }

  /**
   * Sends everything there is, trying for `graceMs` while the API is away, or until `giveUp` is aborted.
   *
   * @returns true if everything was taken; else {@link undelivered} holds the rest.
   */
  async settle(graceMs: number, giveUp?: AbortSignal): Promise<boolean> {
    const hurry = new AbortController();
    const stop = () => hurry.abort();
    this.#delivery.hurry = hurry.signal;
    const timer = setTimeout(stop, graceMs);
    giveUp?.addEventListener("abort", stop);
    // one try is made in any case
    if (giveUp?.aborted === true) stop();
    try {
      for (;;) {
        this.#start(true);
        if (this.#sending === undefined) return true;
        await this.#sending;
        if (hurry.signal.aborted) return this.#unsent.length === 0 && this.#tasks.size === 0 && this.#logs.length === 0;
      }
    } finally {
      clearTimeout(timer);
      giveUp?.removeEventListener("abort", stop);
      this.#delivery.hurry = undefined;
    }
  }

  /** Reports even if there is nothing to tell, so that a process that has lost its run hears of it. Answers as {@link settle}. */
  async ask(graceMs: number, giveUp?: AbortSignal): Promise<boolean> {
    if (this.#unsent.length === 0) this.#unsent.push(this.#batch([], []));
    return this.settle(graceMs, giveUp);
  }

  /** No more reports by themselves. */
  close(): void {
    this.#closing = true;
    clearTimeout(this.#due);
    clearTimeout(this.#heartbeat);
  }

  #schedule(): void {
    if (this.#due !== undefined || this.#closing || !this.#options.runtime.live) return;
    this.#due = setTimeout(() => {
      this.#due = undefined;
      this.#start(false);
    }, REPORT_INTERVAL_MS);
    // a run keeps the process alive, a report does not
    this.#due.unref();
  }

  #beat(): void {
    clearTimeout(this.#heartbeat);
    if (this.#closing || !this.#options.runtime.live) return;
    this.#heartbeat = setTimeout(() => {
      if (this.#unsent.length === 0) this.#unsent.push(this.#batch([], []));
      this.#start(false);
      this.#beat();
    }, this.#delivery.beatMs);
    this.#heartbeat.unref();
  }

  /** Starts sending unless that goes on already. */
  #start(everything: boolean): void {
    this.#everything ||= everything;
    if (this.#sending !== undefined || !this.#cut()) return;
    this.#sending = this.#send().finally(() => {
      this.#sending = undefined;
      this.#everything = false;
      if (this.#closing) return;
      this.#beat();
      if (this.#tasks.size > 0 || this.#logs.length > 0) this.#schedule();
    });
  }

  async #send(): Promise<void> {
    while (this.#cut()) {
      const outcome = await deliver(this.#unsent[0] as Batch, this.#delivery);
      if (outcome === "kept") return;
      this.#unsent.shift();
      if (outcome !== "taken") this.#unsent.unshift(...outcome.map((part) => ({ ...part, sequence: this.#next() })));
    }
  }

  /**
   * Makes one batch of what is due, unless one is waiting: of everything, or of all but the task runs that may end any moment.
   * One at a time, since batches weigh more than the records they are made of. False if nothing is due.
   */
  #cut(): boolean {
    if (this.#unsent.length > 0) return true;
    const snapshots = this.#takeTasks();
    const logs = this.#takeLogs();
    if (snapshots.length === 0 && logs.length === 0) return false;
    this.#unsent.push(this.#batch(snapshots, logs));
    return true;
  }

  #takeTasks(): TaskRunSnapshot[] {
    const snapshots: TaskRunSnapshot[] = [];
    const now = this.#options.runtime.clock.now();
    for (const [id, record] of this.#tasks) {
      const final = isFinal(record.state_type);
      if (!final && !this.#everything && now - parseTimestamp(record.created) < REPORT_INTERVAL_MS) continue;
      this.#tasks.delete(id);
      if (final) this.#finished -= 1;
      snapshots.push(snapshotOf(record));
      if (snapshots.length === MOST_TASKS) break;
    }
    return snapshots;
  }

  #takeLogs(): LogCreate[] {
    let size = 0;
    let count = 0;
    for (const line of this.#logs) {
      size += line.message.length + 300;
      if (count === MOST_LOGS || (count > 0 && size > MOST_LOG_CHARACTERS)) break;
      count += 1;
    }
    return this.#logs.splice(0, count);
  }

  #batch(task_runs: TaskRunSnapshot[], logs: LogCreate[]): Batch {
    return { flow_run_id: this.#options.flowRunId, epoch: this.#options.epoch, task_runs, logs, sequence: this.#next() };
  }

  #next(): number {
    this.#sequence += 1;
    return this.#sequence;
  }
}

const MOST_TASKS = 250;
const MOST_LOGS = 2_000;
const MOST_LOG_CHARACTERS = 1_000_000;
