/** A port that is opened when it is first used: the client of its service is heavy, and most requests need none. */
export function lazyPort<Port extends Asynchronous<Port>>(methods: Readonly<Record<keyof Port, true>>, open: () => Promise<Port>): Port {
  let opening: Promise<Port> | undefined;
  const opened = () => {
    opening ??= open();
    return opening;
  };
  const names = Object.keys(methods) as (keyof Port)[];
  const entries = names.map((name) => [name, async (...args: never[]) => (await opened())[name](...args)]);
  return Object.fromEntries(entries) as Port;
}

/** Every method of it answers later. */
type Asynchronous<Port> = { readonly [Name in keyof Port]: (...args: never[]) => Promise<unknown> };
