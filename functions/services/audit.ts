import { type ApiCallMessage, queues } from "#core/contract/messages.ts";
import type { Route } from "#core/contract/route.ts";
import { formatTimestamp } from "#core/contract/scalars.ts";
import type { Caller } from "../token/caller.ts";
import type { ServiceDeps } from "./deps.ts";

/** A request that changed something. */
export interface ApiCall {
  readonly name: string;
  readonly route: Route;
  readonly caller: Caller;
  readonly requestId: string;
  /** Path parameters and body after validation, of which only ids and names are told. */
  readonly params: unknown;
  readonly body: unknown;
  readonly answer: unknown;
}

/**
 * Tells who changed what, once it is changed: what people and programs do by the name of their token. What runs and agents report is not
 * told, since it lies in the runs' own histories. No bodies. It fails no request.
 */
export function createAudit({
  queue,
  clock,
  ids,
  log,
}: Pick<ServiceDeps, "queue" | "clock" | "ids"> & { readonly log: (line: string) => void }): (call: ApiCall) => Promise<void> {
  return async (call) => {
    if (call.caller.name === null || !isTold(call)) return;
    const message: ApiCallMessage = {
      kind: "api-call",
      id: ids.uuid(),
      occurred: formatTimestamp(clock.now()),
      route: call.name,
      resource_kind: kindOf(call.route),
      resource_id: idIn(call.params) ?? idIn(call.answer) ?? null,
      actor: call.caller.name,
      token_id: call.caller.tokenId,
      role: call.caller.role,
      request_id: call.requestId,
    };
    try {
      await queue.send(queues.events, [{ body: JSON.stringify(message) }]);
    } catch (error) {
      log(JSON.stringify({ level: "error", what: "A change could not be told.", route: call.name, error: String(error) }));
    }
  };
}

function isTold({ name, route, body }: ApiCall): boolean {
  if (route.access === "write" || route.access === "admin") return route.method !== "GET";
  // a state without an epoch is proposed by somebody who does not hold the run
  return name === "setFlowRunState" && (body as { epoch?: number } | undefined)?.epoch === undefined;
}

function kindOf({ tag }: Route): string {
  return tag.replace(/s$/, "").replaceAll(" ", "-");
}

function idIn(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { id, id_or_name, name, tag } = value as Record<string, unknown>;
  return [id, id_or_name, name, tag].find((text): text is string => typeof text === "string")?.slice(0, 255);
}
