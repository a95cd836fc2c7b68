import type { Log } from "../../../../../core/contract/logs.ts";

/** Asks for one page of lines. `after` and `before` are inclusive times. */
export type ReadLogs = (page: {
  readonly order: "ASC" | "DESC";
  readonly after?: string;
  readonly before?: string;
  readonly offset: number;
  readonly limit: number;
}) => Promise<readonly Log[]>;

/** What is on screen of a log: a contiguous stretch of lines, which grows at either end. */
export interface LogView {
  readonly lines: readonly Log[];
  readonly loaded: boolean;
  /** No older line is left to ask for. */
  readonly atStart: boolean;
  /** No newer line is left to ask for, as of the last answer. */
  readonly atEnd: boolean;
  readonly busy: boolean;
  readonly error: unknown;
}

const PAGE = 200;
// Lines of several reporters arrive a little out of order: each look for new ones goes back this far.
const OVERLAP_MS = 2_000;

/** Reads a log of any length from either end, one request at a time; the lines already here are never asked for as a whole again. */
export class LogWindow {
  #view: LogView = { lines: [], loaded: false, atStart: false, atEnd: false, busy: false, error: null };
  readonly #read: ReadLogs;
  readonly #listeners = new Set<() => void>();

  constructor(read: ReadLogs) {
    this.#read = read;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly view = (): LogView => this.#view;

  /** Starts over at the first line, or at the last ones. */
  async open(end: "start" | "tail", pages = 1): Promise<void> {
    await this.#once(async () => {
      const lines: Log[] = [];
      let more = true;
      for (let page = 0; page < pages && more; page++) {
        const answer = await this.#read({ order: end === "start" ? "ASC" : "DESC", offset: page * PAGE, limit: PAGE });
        lines.push(...answer);
        more = answer.length === PAGE;
      }
      return { lines: merge([], lines), loaded: true, atStart: end === "start" || !more, atEnd: end === "tail" || !more };
    });
  }

  /** Grows towards the first line. */
  async earlier(): Promise<void> {
    const first = this.#view.lines[0];
    if (first === undefined || this.#view.atStart) return;
    await this.#once(async () => {
      const { fresh, more } = await this.#page({ order: "DESC", before: first.timestamp }, PAGE);
      return { lines: merge(this.#view.lines, fresh), atStart: !more };
    });
  }

  /** Grows towards the last line; with `live` it looks back a little for lines that came late. */
  async later(live: boolean): Promise<void> {
    const last = this.#view.lines.at(-1);
    if (last === undefined) return this.open("start");
    await this.#once(async () => {
      const after = live ? new Date(Date.parse(last.timestamp) - OVERLAP_MS).toISOString() : last.timestamp;
      const { fresh, more } = await this.#page({ order: "ASC", after }, live ? Number.POSITIVE_INFINITY : PAGE);
      return fresh.length === 0 && this.#view.atEnd === !more ? {} : { lines: merge(this.#view.lines, fresh), atEnd: !more };
    });
  }

  /** Pages until `enough` lines are new, or no page is left. */
  async #page(
    from: { readonly order: "ASC" | "DESC"; readonly after?: string; readonly before?: string },
    enough: number,
  ): Promise<{ fresh: Log[]; more: boolean }> {
    const known = new Set(this.#view.lines.map((line) => line.id));
    const fresh: Log[] = [];
    for (let offset = 0; ; offset += PAGE) {
      const answer = await this.#read({ ...from, offset, limit: PAGE });
      fresh.push(...answer.filter((line) => !known.has(line.id)));
      if (answer.length < PAGE) return { fresh, more: false };
      if (fresh.length > 0 && (fresh.length >= enough || offset >= 50 * PAGE)) return { fresh, more: true };
    }
  }

  async #once(work: () => Promise<Partial<LogView>>): Promise<void> {
    if (this.#view.busy) return;
    this.#set({ busy: true });
    try {
      this.#set({ ...(await work()), busy: false, error: null });
    } catch (error) {
      this.#set({ busy: false, error });
    }
  }

  #set(part: Partial<LogView>): void {
    this.#view = { ...this.#view, ...part };
    for (const listener of this.#listeners) listener();
  }
}

function merge(known: readonly Log[], fresh: readonly Log[]): readonly Log[] {
  if (fresh.length === 0) return known;
  const lines = new Map([...known, ...fresh].map((line) => [line.id, line]));
  return [...lines.values()].sort((one, other) =>
    one.timestamp === other.timestamp ? (one.id < other.id ? -1 : 1) : one.timestamp < other.timestamp ? -1 : 1,
  );
}
