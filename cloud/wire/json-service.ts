import { openService, type Service } from "./service.ts";
import type { ServiceOptions } from "./settings.ts";

/** What each operation of a service takes and answers, as far as we use it. */
export type Operations = Readonly<Record<string, { readonly input: object; readonly output: object }>>;

/** A service of AWS's JSON protocols: every operation is a POST that names it in a header. */
export interface JsonService<Known extends Operations> extends Pick<Service, "presign" | "destroy"> {
  send<Name extends keyof Known & string>(
    operation: Name,
    input: Known[Name]["input"],
    signal?: AbortSignal,
  ): Promise<Known[Name]["output"]>;
}

/** Opens a service whose operations are named `<target>.<operation>`. */
export function openJsonService<Known extends Operations>(
  service: string,
  { target, version }: { readonly target: string; readonly version: "1.0" | "1.1" },
  options: ServiceOptions,
): JsonService<Known> {
  const { presign, ask, destroy } = openService(service, options);
  return {
    presign,
    destroy,
    send: (operation, body, signal) => {
      const headers = { "content-type": `application/x-amz-json-${version}`, "x-amz-target": `${target}.${operation}` };
      return ask({ headers, body }, signal);
    },
  };
}
