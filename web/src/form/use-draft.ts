import { useState } from "react";
import { ApiError } from "../api/client.ts";

/** What is missing or wrong in a draft, by field. */
export type Problems<D> = Partial<Record<keyof D, string>>;

/** What the fields of a dialog need: the draft, a way to change parts of it, and the problems to show. */
export interface Drafted<D> {
  readonly draft: D;
  readonly set: (part: Partial<D>) => void;
  readonly problems: Problems<D>;
  /** What a field of text takes for one part of the draft. */
  readonly text: (key: TextKey<D>) => {
    readonly value: string;
    readonly change: (value: string) => void;
    readonly problem: string | undefined;
  };
}

/** The parts of a draft that are any text. */
export type TextKey<D> = { [K in keyof D]-?: D[K] extends string ? (string extends D[K] ? K : never) : never }[keyof D];

/**
 * A draft being typed. Its problems are shown once it was sent; `send` calls what it is given only if there are none. What
 * the server found wrong, given to `blame`, stands at its field until that is changed.
 */
export function useDraft<D extends object>(first: D | (() => D), problemsOf: (draft: D) => Problems<D>) {
  const [draft, setDraft] = useState(first);
  const [tried, setTried] = useState(false);
  const [blamed, setBlamed] = useState<Problems<D>>({});
  const own = problemsOf(draft);
  const problems: Problems<D> = { ...blamed, ...(tried ? own : {}) };
  const set = (part: Partial<D>) => {
    setDraft({ ...draft, ...part });
    setBlamed(Object.fromEntries(Object.entries(blamed).filter(([key]) => !(key in part))) as Problems<D>);
  };
  const fields: Drafted<D> = {
    draft,
    set,
    problems,
    text: (key) => ({
      value: draft[key] as string,
      change: (value) => set({ [key]: value } as Partial<D>),
      problem: problems[key],
    }),
  };
  return {
    fields,
    send: (act: () => void) => {
      setTried(true);
      if (Object.keys(own).length === 0) act();
    },
    blame: setBlamed,
  };
}

/** What a refusal found wrong, by field; undefined if some of it is about no field of the draft. */
export function problemsIn<D extends object>(error: unknown, draft: D): Problems<D> | undefined {
  const issues = error instanceof ApiError ? (error.problem?.issues ?? []) : [];
  const byField = issues.map(({ path, message }) => [path.split(".").at(-1) ?? "", message] as const);
  return byField.length > 0 && byField.every(([key]) => key in draft) ? (Object.fromEntries(byField) as Problems<D>) : undefined;
}
