import { Role } from "#core/contract/tokens.ts";
import type { Clock } from "#core/ports/clock.ts";
import type { Judged, Refused } from "../token/caller.ts";
import type { Callers } from "./callers.ts";
import type { HttpEvent } from "./http.ts";

/**
 * Callers behind API Gateway, whose authorizer has judged the token already; its answer comes with the request. Where no authorizer stands
 * in front (`/api/x/session`), `others` look themselves.
 */
export function judgedByGateway(clock: Pick<Clock, "now">, others?: Callers): Callers {
  return {
    callerOf(event) {
      const told = event.requestContext.authorizer?.lambda;
      if (told !== undefined) return callerIn(told, clock.now());
      return others === undefined ? { refused: "unauthorized" } : others.callerOf(event);
    },
    ...(others?.sessions && { sessions: others.sessions }),
  };
}

type Told = NonNullable<NonNullable<HttpEvent["requestContext"]["authorizer"]>["lambda"]>;

function callerIn({ role, token, token_id, digest, expires, work_queues, flow_run, refused, retry_at }: Told, now: number): Judged {
  const known = Role.safeParse(role);
  if (!known.success) {
    const retryAfter = Math.ceil((Number(retry_at) - now) / 1000);
    // the gateway may keep the answer for longer than the wait
    if (refused === "too-many-attempts" && retryAfter > 0) return { refused, retryAfter };
    return { refused: TOLD.find((each) => each === refused) ?? "unauthorized" };
  }
  return {
    role: known.data,
    name: token ?? null,
    tokenId: token_id ?? null,
    digest: digest ?? null,
    // a gateway may make a text of a number
    expires: expires === undefined ? null : Number(expires),
    workQueues: work_queues === undefined ? null : (JSON.parse(work_queues) as string[]),
    flowRun: flow_run ?? null,
  };
}

const TOLD: readonly Refused[] = ["token-expired", "token-revoked"];
