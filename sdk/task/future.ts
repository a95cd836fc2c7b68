import type { State } from "#core/contract/states.ts";
import { UnfinishedFutureError } from "../errors/task-errors.ts";

const brand = Symbol.for("millrace.future");

/**
 * What calling a task inside a flow gives: the task run that was started, whose value can be awaited or handed to other tasks.
 *
 * A future that failed and was never looked at does not end the process; it makes its flow run FAILED.
 * Using a future as a value (in text, arithmetic, JSON, a loop) throws {@link UnfinishedFutureError}.
 */
export interface TaskFuture<T> extends Promise<T> {
  /** Id of the task run. */
  readonly taskRunId: string;
  /** Name of the task run, such as `load-0`. */
  readonly name: string;
  /** The state the task run is in now. */
  readonly state: State;
  /** The value of the task; rejects with its error. The same as awaiting the future. */
  result(): Promise<T>;
  /**
   * Waits for the task run to end, and never rejects because it failed.
   *
   * @param timeoutMs how long to wait at most, in milliseconds; default: for ever.
   * @returns the state it ended in, or undefined if it has not ended in time. A run that cannot start since a task it
   * depends on failed ends in PENDING, named NotReady.
   */
  wait(timeoutMs?: number): Promise<State | undefined>;
}

/** What a future knows of its run. */
export interface FutureSource {
  readonly id: string;
  readonly name: string;
  readonly state: State;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** The future as the engine holds it: it settles it, and sees whether anybody has looked. */
export class EngineFuture<T> implements TaskFuture<T> {
  readonly [Symbol.toStringTag] = "TaskFuture";
  /** True once somebody asked for the outcome, and so takes care of a failure. */
  observed = false;
  /** True once the run ended. */
  settled = false;
  /** The error it ended with. */
  error: unknown = undefined;
  readonly #source: FutureSource;
  readonly #promise: Promise<T>;
  #resolve!: (value: T) => void;
  #reject!: (error: unknown) => void;

  /** @param options.quiet leaves an unobserved failure to the flow; else Node reports it as an unhandled rejection. */
  constructor(source: FutureSource, { quiet = true }: { readonly quiet?: boolean } = {}) {
    this.#source = source;
    this.#promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    if (quiet) this.#promise.catch(() => {});
  }

  get taskRunId(): string {
    return this.#source.id;
  }
  get name(): string {
    return this.#source.name;
  }
  get state(): State {
    return this.#source.state;
  }

  /** The outcome, without counting as looked at. */
  get outcome(): Promise<T> {
    return this.#promise;
  }

  complete(value: T): void {
    this.settled = true;
    this.#resolve(value);
  }

  fail(error: unknown): void {
    this.settled = true;
    this.error = error;
    this.#reject(error);
  }

  result(): Promise<T> {
    this.observed = true;
    return this.#promise;
  }

  async wait(timeoutMs?: number): Promise<State | undefined> {
    this.observed = true;
    const ended = this.#promise.then(
      () => this.state,
      () => this.state,
    );
    if (timeoutMs === undefined) return ended;
    const timer = new AbortController();
    const late = this.#source.sleep(timeoutMs, timer.signal).then(
      () => undefined,
      () => undefined,
    );
    try {
      return await Promise.race([ended, late]);
    } finally {
      timer.abort();
    }
  }

  // biome-ignore lint/suspicious/noThenProperty: a future is meant to be awaited
  then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.observed = true;
    return this.#promise.then(onFulfilled, onRejected);
  }

  catch<B = never>(onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<T | B> {
    this.observed = true;
    return this.#promise.catch(onRejected);
  }

  finally(onFinally?: (() => void) | null): Promise<T> {
    this.observed = true;
    return this.#promise.finally(onFinally);
  }

  [Symbol.toPrimitive](hint: string): never {
    throw new UnfinishedFutureError(this.name, hint === "number" ? "as a number" : "as text");
  }
  toJSON(): never {
    throw new UnfinishedFutureError(this.name, "in JSON");
  }
  [Symbol.iterator](): never {
    throw new UnfinishedFutureError(this.name, "as a list");
  }
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `TaskFuture { ${this.name}, ${this.state.name} }`;
  }
}

Object.defineProperty(EngineFuture.prototype, brand, { value: true });

/** True for a future of this SDK, or of another copy of it in the process. */
export function isFuture(value: unknown): value is EngineFuture<unknown> {
  return typeof value === "object" && value !== null && brand in value;
}
