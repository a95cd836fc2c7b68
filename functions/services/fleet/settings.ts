import type { Clock } from "#core/ports/clock.ts";
import type { Store } from "#core/ports/store.ts";
import type { ServiceSettings } from "../deps.ts";
import { FLEET_SETTINGS, FleetSettings } from "../documents/fleet.ts";

interface Reading {
  readonly store: Store;
  readonly clock: Clock;
  readonly settings: ServiceSettings;
}

/** What is deployed beside this server to run agents; null where nothing is. Read once a minute at most, and never where it can't be. */
export function createFleetSettings({ store, clock, settings }: Reading): () => Promise<FleetSettings | null> {
  let known: { readonly at: number; readonly value: FleetSettings | null } | undefined;
  return async () => {
    if (settings.canScaleAgents !== true) return null;
    const now = clock.now();
    if (known !== undefined && now - known.at < KEPT_MS) return known.value;
    const document = await store.get(FLEET_SETTINGS);
    const parsed = document === null ? undefined : FleetSettings.safeParse(document.body);
    known = { at: now, value: parsed?.data ?? null };
    return known.value;
  };
}

const KEPT_MS = 60_000;
