/** How many agents there are to be, and for how long fewer would have done. */
export interface FleetPlan {
  readonly desired: number;
  /** Since when (epoch ms) fewer would do, and how many that were at most since; null while all are needed. */
  readonly below: { readonly since: number; readonly peak: number } | null;
}

/** What a fleet is held to. */
export interface FleetBounds {
  readonly min: number;
  readonly max: number;
  /** How many runs one agent carries on at once. */
  readonly runsAtOnce: number;
  /** How long agents are kept that nothing needs. */
  readonly idleMs: number;
}

/** How many agents these runs take: those that wait, and those that agents of the fleet hold. */
export function agentsNeeded(runs: number, { min, max, runsAtOnce }: FleetBounds): number {
  return Math.min(max, Math.max(min, Math.ceil(runs / runsAtOnce)));
}

/**
 * More agents are wanted at once; fewer only when fewer have done for the whole of the idle window, and then as many as it took at its
 * busiest. So a fleet follows a burst up and does not flap behind it.
 */
export function planFleet(before: FleetPlan, runs: number, now: number, bounds: FleetBounds): FleetPlan {
  const needed = agentsNeeded(runs, bounds);
  if (needed >= before.desired) return { desired: needed, below: null };
  const below = before.below ?? { since: now, peak: needed };
  const peak = Math.max(below.peak, needed);
  if (now - below.since < bounds.idleMs) return { desired: before.desired, below: peak === below.peak ? below : { ...below, peak } };
  return { desired: peak, below: peak === needed ? null : { since: now, peak: needed } };
}
