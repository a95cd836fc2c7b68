/** Holds back what a paused run would start. */
export class Hold {
  #waiting = 0;
  #isOver = false;
  readonly #over = Promise.withResolvers<void>();

  /** How many tasks and subflows wait to be let through. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Resolves when the run goes on, or is to stop. */
  get over(): Promise<void> {
    return this.#over.promise;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Waits until the run goes on, or is to stop. */
  async pass(): Promise<void> {
    this.#waiting += 1;
    await this.#over.promise;
    this.#waiting -= 1;
  }

  /** Lets all through. */
  release(): void {
    this.#isOver = true;
    this.#over.resolve();
  }
}
