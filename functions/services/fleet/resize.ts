import { queues } from "#core/contract/messages.ts";
import { planFleet } from "#core/rules/fleet-size.ts";
import { crashPoint } from "../../crash-point.ts";
import { FLEET_STATE, type FleetSettings, type FleetState, fleetStateOf } from "../documents/fleet.ts";
import type { Parts } from "../parts.ts";
import { DUE } from "../work-queues/hints.ts";
import { fleetBacklog } from "./backlog.ts";

/** Two changes of the fleet's size are at least so far apart. */
const PAUSE_MS = 10_000;
/** A fleet that is not at rest is asked for its size so often: somebody may have changed it by hand, or a deployment. */
const CHECK_MS = 60_000;
const ATTEMPTS = 10;

/**
 * Brings the number of agents in line with the runs there are. What is decided is written before the service is told, and noted when it was:
 * whoever dies between is made good by the next one, and of two who race, the one who was overtaken tells the service again what holds now.
 * With nothing to change it costs some reads.
 */
export async function resizeFleet(parts: Parts): Promise<void> {
  const settings = await parts.fleetSettings();
  if (settings === null || parts.fleet === undefined) return;
  const runs = await fleetBacklog(parts, settings);
  for (let attempt = 0, overtaken = false; attempt < ATTEMPTS; attempt += 1) {
    const current = await parts.store.get(FLEET_STATE);
    const before = fleetStateOf(current, settings);
    const now = parts.clock.now();
    const next = decide(before, runs, now, settings);
    const toTell = overtaken || next.applied !== next.desired;
    const toCheck = !toTell && mayHaveChanged(next, now);
    let version = current?.version;
    if (JSON.stringify(next) !== JSON.stringify(before)) {
      const written = await parts.store.put({ ...FLEET_STATE, body: { ...next } }, version === undefined ? "absent" : { version });
      if (!written.ok) continue;
      version = written.version;
      crashPoint("fleet:decided");
      if (next.look_at !== before.look_at) await lookAgain(parts, next.look_at - now);
    }
    if (!toTell && !toCheck) return;
    if (toTell || (await parts.fleet.size(settings)) !== next.desired) await parts.fleet.resize(settings, next.desired);
    crashPoint("fleet:told");
    const noted = { ...next, applied: next.desired, checked_at: parts.clock.now() };
    const written = await parts.store.put({ ...FLEET_STATE, body: noted }, version === undefined ? "absent" : { version });
    if (written.ok) return;
    // what we told the service may have come after what another told it
    overtaken = true;
  }
  parts.log(JSON.stringify({ level: "error", what: "The number of agents could not be settled: others changed it again and again." }));
}

/** Is there more to see to than the runs tell? For those who look only now and then. */
export async function fleetNeedsLook(parts: Parts): Promise<boolean> {
  const settings = await parts.fleetSettings();
  if (settings === null) return false;
  const state = fleetStateOf(await parts.store.get(FLEET_STATE), settings);
  if (state.applied !== state.desired || mayHaveChanged(state, parts.clock.now()) || state.desired !== settings.min) return true;
  return (await fleetBacklog(parts, settings)) > settings.min * settings.runs_at_once;
}

function decide(before: FleetState, runs: number, now: number, settings: FleetSettings): FleetState {
  const { min, max, runs_at_once: runsAtOnce, idle_seconds } = settings;
  const { desired, below } = planFleet(before, runs, now, { min, max, runsAtOnce, idleMs: idle_seconds * 1000 });
  if (desired === before.desired) return { ...before, below };
  if (now - before.set_at >= PAUSE_MS) return { ...before, desired, below, set_at: now, applied: null };
  const isLooking = before.look_at > now;
  return isLooking ? before : { ...before, look_at: before.set_at + PAUSE_MS };
}

// at rest with no agents, the service is asked once more after it was told, and then left alone
function mayHaveChanged({ desired, set_at, checked_at }: FleetState, now: number): boolean {
  return now - checked_at >= CHECK_MS && (desired > 0 || checked_at - set_at < CHECK_MS);
}

async function lookAgain({ queue, log }: Parts, delayMs: number): Promise<void> {
  try {
    await queue.send(queues.events, [{ body: DUE, delayMs: Math.max(0, Math.ceil(delayMs)) }]);
  } catch (error) {
    log(JSON.stringify({ level: "error", what: "The number of agents is looked at later than it should.", error: String(error) }));
  }
}
