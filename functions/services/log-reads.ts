import type { Services } from "./deps.ts";
import { listLogs, logsOfRun } from "./listing/logs.ts";
import { csvOf } from "./log-csv.ts";
import { getFlowRun } from "./lookups.ts";
import type { Parts } from "./parts.ts";

/** Reading log lines. */
export function logReadServices(parts: Parts): Pick<Services, "filterLogs" | "downloadFlowRunLogs"> {
  const { store } = parts;
  return {
    async filterLogs({ body }) {
      const { logs, sort = "TIMESTAMP_ASC", limit = 200, offset = 0 } = body ?? {};
      return listLogs(parts, logs, sort, limit, offset);
    },

    async downloadFlowRunLogs({ params }) {
      const run = await getFlowRun(store, params.id);
      return csvOf(run, logsOfRun(store, run.id));
    },
  };
}
