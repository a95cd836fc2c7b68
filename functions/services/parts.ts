import { randomBytes } from "node:crypto";
import type { ServiceDeps } from "./deps.ts";
import { createDayMarks, type DayMarks } from "./documents/day.ts";
import type { FleetSettings } from "./documents/fleet.ts";
import { EVENT_DAYS, LOG_DAYS } from "./documents/keys.ts";
import { createRunPlaces, type RunPlaces } from "./documents/run-places.ts";
import { createFleetSettings } from "./fleet/settings.ts";
import { createStorageRouter, type StorageRouter } from "./storage/router.ts";

/** What the services of all nouns share. */
export interface Parts extends ServiceDeps {
  /** Every blob by its key: those of storages too. */
  readonly blobs: ServiceDeps["blobs"];
  readonly storage: StorageRouter;
  readonly runPlaces: RunPlaces;
  readonly logDays: DayMarks;
  readonly eventDays: DayMarks;
  /** What is deployed beside this server to run agents; null where nothing is. */
  readonly fleetSettings: () => Promise<FleetSettings | null>;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly log: (line: string) => void;
}

/** The shared parts over the adapters. */
export function createParts(deps: ServiceDeps): Parts {
  const storage = deps.storage ?? createStorageRouter(deps);
  return {
    ...deps,
    blobs: storage.blobs,
    storage,
    randomBytes: deps.randomBytes ?? randomBytes,
    log: deps.log ?? ((line) => console.error(line)),
    fleetSettings: createFleetSettings(deps),
    runPlaces: createRunPlaces(deps.store),
    logDays: createDayMarks(deps.store, LOG_DAYS),
    eventDays: createDayMarks(deps.store, EVENT_DAYS),
  };
}

/** Seconds a lease runs when nothing else was set. */
export const LEASE_SECONDS = 60;
