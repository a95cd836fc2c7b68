import type { RouteName } from "#core/contract/routes.ts";
import type { Services } from "./deps.ts";

/**
 * Services that are loaded when one of them is first asked for. The names are those of the services that `load` brings: the type of all
 * services together says so.
 */
export function lazily<Name extends RouteName>(names: readonly Name[], load: () => Promise<Pick<Services, Name>>): Pick<Services, Name> {
  let loading: Promise<Pick<Services, Name>> | undefined;
  const loaded = () => {
    loading ??= load();
    return loading;
  };
  const service = (name: Name) => async (request: never, context: never) => ((await loaded())[name] as Call)(request, context);
  return Object.fromEntries(names.map((name) => [name, service(name)])) as unknown as Pick<Services, Name>;
}

type Call = (request: never, context: never) => Promise<unknown>;
