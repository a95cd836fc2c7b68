import type { TaskRunScope } from "../engine/task-run-scope.ts";

/** Decides when the tasks of a flow run start, and where their functions are called. Made by one of the runners' constructors. */
export interface TaskRunner {
  readonly name: string;
  /** One session serves one flow run. */
  open(): RunnerSession;
}

/** A runner at work for one flow run. */
export interface RunnerSession {
  /** True if tasks start strictly in the order they were called, one after the other. */
  readonly ordered: boolean;
  /** Resolves when there is room; undefined if there always is. */
  enter(): Promise<void> | undefined;
  /** Gives the room back. */
  leave(): void;
  /** Calls the function elsewhere; undefined runs it here. */
  readonly call?: (run: TaskRunScope, args: readonly unknown[]) => Promise<unknown>;
  close(): Promise<void>;
}

/** Room for so many at a time, first come first served. */
export class Room {
  readonly #limit: number;
  #inside = 0;
  #waiting: (() => void)[] = [];
  #head = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  enter(): Promise<void> | undefined {
    if (this.#inside < this.#limit) {
      this.#inside += 1;
      return undefined;
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  leave(): void {
    const next = this.#waiting[this.#head];
    if (next === undefined) {
      this.#inside -= 1;
      return;
    }
    this.#head += 1;
    if (this.#head > 1_000 && this.#head * 2 > this.#waiting.length) {
      this.#waiting = this.#waiting.slice(this.#head);
      this.#head = 0;
    }
    next();
  }
}
