import { useState } from "react";

/** What is missing or wrong in a draft, by field. */
export type Problems<D> = Partial<Record<keyof D, string>>;

/** What the fields of a dialog need: the draft, a way to change parts of it, and the problems to show. */
export interface Drafted<D> {
  readonly draft: D;
  readonly set: (part: Partial<D>) => void;
  readonly problems: Problems<D>;
}

/** A draft being typed. Its problems are shown once it was sent; `send` calls what it is given only if there are none. */
export function useDraft<D>(
  first: D | (() => D),
  problemsOf: (draft: D) => Problems<D>,
): { readonly fields: Drafted<D>; readonly send: (act: () => void) => void } {
  const [draft, setDraft] = useState(first);
  const [tried, setTried] = useState(false);
  const problems = problemsOf(draft);
  return {
    fields: { draft, set: (part) => setDraft({ ...draft, ...part }), problems: tried ? problems : {} },
    send: (act) => {
      setTried(true);
      if (Object.keys(problems).length === 0) act();
    },
  };
}
