import type { Outcome } from "#core/rules/final-state.ts";
import type { EngineFuture } from "../task/future.ts";

const COMPLETED: Outcome = { type: "COMPLETED" };

/** What a flow run remembers of the tasks and subflows called in it: enough to end truthfully, little enough for a hundred thousand of them. */
export class Ledger {
  /** Those that have not ended. */
  readonly unfinished = new Set<EngineFuture<unknown>>();
  #completed = 0;
  readonly #failed: EngineFuture<unknown>[] = [];
  #keys = new Map<string, number>();

  /** The number of the next call of the task with that key, from 0. */
  nextKey(taskKey: string): number {
    const number = this.#keys.get(taskKey) ?? 0;
    this.#keys.set(taskKey, number + 1);
    return number;
  }

  open(future: EngineFuture<unknown>): void {
    this.unfinished.add(future);
  }

  close(future: EngineFuture<unknown>, completed: boolean): void {
    this.unfinished.delete(future);
    if (completed) this.#completed += 1;
    else this.#failed.push(future);
  }

  /** Those that did not complete and that nobody looked at. */
  get unheeded(): readonly EngineFuture<unknown>[] {
    return this.#failed.filter((future) => !future.observed);
  }

  /** The outcomes a flow is judged by if its function does not judge them. */
  get outcomes(): readonly Outcome[] {
    return [...new Array<Outcome>(this.#completed).fill(COMPLETED), ...this.unheeded.map((future) => future.state)];
  }
}
