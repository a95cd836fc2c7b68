import { createLastUsed } from "../token/last-used.ts";
import { type ApiCall, createAudit } from "./audit.ts";
import type { ServiceDeps } from "./deps.ts";

/** What follows a request that was served: who changed what is told, and that the token is in use. Neither fails the request. */
export function createTell(deps: ServiceDeps): (call: ApiCall) => Promise<void> {
  const shared = { ...deps, log: deps.log ?? ((line: string) => console.error(line)) };
  const audit = createAudit(shared);
  const noteUse = createLastUsed(shared);
  return async (call) => {
    const { digest } = call.caller;
    await Promise.all([audit(call), digest === null ? undefined : noteUse(digest)]);
  };
}
