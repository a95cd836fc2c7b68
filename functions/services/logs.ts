import { createHash } from "node:crypto";
import type { LogCreate } from "#core/contract/logs.ts";
import { formatTimestamp } from "#core/contract/scalars.ts";
import { logExpiry } from "#core/rules/retention.ts";
import type { Services } from "./deps.ts";
import { dayOf } from "./documents/keys.ts";
import { logChunks } from "./documents/log-chunk.ts";
import type { Parts } from "./parts.ts";

/** Storing log lines. */
export function logServices(parts: Parts): Pick<Services, "createLogs"> {
  const { store, clock } = parts;
  return {
    async createLogs({ body }) {
      const now = clock.now();
      const expiresAt = logExpiry(parts.settings.retention ?? {}, now);
      const documents = [...Map.groupBy(body, (line) => line.flow_run_id ?? null)].flatMap(([flowRunId, lines]) =>
        logChunks(flowRunId, lines, `c${digestOf(lines)}`, formatTimestamp(now), expiresAt),
      );
      for (const line of body) if (line.flow_run_id === undefined) await parts.logDays.mark(dayOf(line.timestamp));
      if (documents.length > 0) await store.putMany(documents.map((document) => ({ document, expect: "any" })));
      return null;
    },
  };
}

// The same lines sent again make the same chunk.
function digestOf(lines: readonly LogCreate[]): string {
  return createHash("sha256").update(JSON.stringify(lines)).digest("base64url").slice(0, 16);
}
