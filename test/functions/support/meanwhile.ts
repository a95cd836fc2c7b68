import type { DocumentKey, Store } from "#core/ports/store.ts";

type Effect = "get" | "put" | "delete" | "query";

/**
 * The store, and something done once by somebody else just before the first effect of that kind on a document (or partition) that matches:
 * the moment between the look and the leap.
 */
export function meanwhile(
  store: Store,
  effect: Effect,
  matches: (key: Pick<DocumentKey, "pk">) => boolean,
  act: () => Promise<unknown>,
): Store {
  let acted = false;
  return new Proxy(store, {
    get(target, name) {
      const method = Reflect.get(target, name);
      if (typeof method !== "function") return method;
      if (name !== effect) return method.bind(target);
      return async (...args: readonly [Pick<DocumentKey, "pk">, ...unknown[]]) => {
        if (!acted && matches(args[0])) {
          acted = true;
          await act();
        }
        return method.apply(target, args);
      };
    },
  });
}
