import type { Consumption } from "#cloud/store/capacity.ts";

/** Read and write units. */
export interface Units {
  readonly read: number;
  readonly write: number;
}

/** Adds up what the store consumes. */
export class Meter {
  #read = 0;
  #write = 0;

  readonly count = ({ kind, total }: Consumption): void => {
    if (kind === "read") this.#read += total;
    else this.#write += total;
  };

  /** What `work` consumes. */
  async during(work: () => Promise<unknown>): Promise<Units> {
    const [read, write] = [this.#read, this.#write];
    await work();
    return { read: this.#read - read, write: this.#write - write };
  }
}
