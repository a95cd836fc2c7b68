import type { Consumption } from "#cloud/store/capacity.ts";
import type { Observer } from "../store/server.ts";
import { nothing, type Work, without } from "./work.ts";

/** Adds up what the server is made to do. */
export class CostMeter implements Observer {
  #work: Work = nothing;

  readonly count = ({ kind, total }: Consumption): void => {
    this.#work = { ...this.#work, calls: this.#work.calls + 1, [kind]: this.#work[kind] + total };
  };
  readonly requested = (): void => {
    this.#work = { ...this.#work, requests: this.#work.requests + 1 };
  };
  readonly sent = (messages: number): void => {
    this.#work = { ...this.#work, sent: this.#work.sent + Math.ceil(messages / 10) };
  };

  /** What `work` makes it do. */
  async during(work: () => Promise<unknown>): Promise<Work> {
    const [before, cpu] = [this.#work, process.cpuUsage()];
    await work();
    const { user, system } = process.cpuUsage(cpu);
    return { ...without(this.#work, before), cpuMs: (user + system) / 1000 };
  }
}
