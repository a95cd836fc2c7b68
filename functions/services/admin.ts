import { ProblemError } from "#core/contract/problem.ts";
import type { Sizes } from "#core/contract/sizes.ts";
import { DEFAULT_EVENT_DAYS, DEFAULT_LOG_DAYS, daysOf } from "#core/rules/retention.ts";
import type { Services } from "./deps.ts";
import { LEASE_SECONDS, type Parts } from "./parts.ts";

/** Version of the Prefect contract that is served; its client refuses another major version. */
export const CONTRACT_VERSION = "3.8.3";
/** Version of Prefect's REST API as its clients name it in `X-PREFECT-API-VERSION`. */
export const API_VERSION = "0.8.4";

type AdminServices = Pick<
  Services,
  "readHealth" | "readReady" | "readVersion" | "hello" | "readServerVersion" | "readSettings" | "readSizes" | "readCsrfToken"
>;

/** What is asked about the server itself. */
export function adminServices({ store, settings, measure }: Parts): AdminServices {
  return {
    readHealth: async () => true,
    async readReady() {
      await store.get({ pk: "READY", sk: "META" });
      return { message: "OK" };
    },
    readVersion: async () => API_VERSION,
    hello: async () => "👋",
    readServerVersion: async () => CONTRACT_VERSION,
    readSettings: async () => ({
      version: settings.version,
      place: settings.place,
      contract_version: CONTRACT_VERSION,
      api_version: API_VERSION,
      lease_seconds: settings.leaseSeconds ?? LEASE_SECONDS,
      retention_days: {
        completed: daysOf("COMPLETED", settings.retention ?? {}),
        failed: daysOf("FAILED", settings.retention ?? {}),
        crashed: daysOf("CRASHED", settings.retention ?? {}),
        cancelled: daysOf("CANCELLED", settings.retention ?? {}),
        logs: settings.retention?.logs ?? DEFAULT_LOG_DAYS,
        events: settings.retention?.events ?? DEFAULT_EVENT_DAYS,
      },
    }),
    readSizes: async () => (await measure?.()) ?? UNKNOWN_SIZES,
    async readCsrfToken() {
      // Prefect's client turns CSRF off for itself when it reads this very sentence in a 422
      throw new ProblemError("csrf-disabled", { what: "CSRF protection is disabled.", do: "Send requests without a CSRF token." });
    },
  };
}

/** Of a server that can tell nothing. */
export const UNKNOWN_SIZES: Sizes = {
  documents: null,
  flow_runs: null,
  task_runs: null,
  log_chunks: null,
  blobs: null,
  blob_bytes: null,
  database_bytes: null,
  free_bytes: null,
};
