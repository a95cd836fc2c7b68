import { queues } from "#core/contract/messages.ts";
import { createDeliver } from "#functions/notify/deliver.ts";
import { createReact } from "#functions/react/react.ts";
import type { ServiceDeps } from "#functions/services/deps.ts";
import { createParts, LEASE_SECONDS, type Parts } from "#functions/services/parts.ts";
import { startDueRuns } from "#functions/services/placements/due-runs.ts";
import { TICK_QUEUE } from "#functions/services/tick-queue.ts";
import { createSweep } from "#functions/sweep/sweep.ts";
import { tick } from "#functions/tick/tick.ts";
import { consume } from "./consume.ts";

export interface BackgroundOptions {
  /** Seconds between passes of the sweep; default 5. */
  readonly sweepSeconds?: number;
}

/** What goes on in a server beside its requests: the functions that queues and clocks set off in the cloud, here in loops. */
export function startBackgroundWork(deps: ServiceDeps, { sweepSeconds = 5 }: BackgroundOptions = {}): { close(): Promise<void> } {
  const parts = createParts(deps);
  const { queue, clock, log } = parts;
  const leaseMs = (parts.settings.leaseSeconds ?? LEASE_SECONDS) * 1000;
  const stop = new AbortController();
  const { signal } = stop;
  const loops = [
    consume({
      queue,
      clock,
      name: TICK_QUEUE,
      signal,
      log,
      async handle(messages) {
        for (const { body } of messages) await tick(parts, body);
        return undefined;
      },
    }),
    starting(parts, signal),
    consume({ queue, clock, name: queues.events, signal, log, handle: createReact(parts), most: 100 }),
    consume({ queue, clock, name: queues.notifications, signal, log, handle: createDeliver(parts), visibilityMs: 60_000 }),
    sweeping(
      createSweep(parts, { patientUntil: clock.now() + leaseMs }),
      async () => clock.sleep(sweepSeconds * 1000, signal, { background: true }).catch(() => {}),
      signal,
    ),
  ];
  return {
    async close() {
      stop.abort();
      await Promise.all(loops);
    },
  };
}

/** How soon a run of the runner is started whose message got lost, or that a schedule made. */
const LOOK_MS = 2_000;

async function starting(parts: Parts, signal: AbortSignal): Promise<void> {
  const { clock, log, runner } = parts;
  while (runner !== undefined && !signal.aborted) {
    const next = await startDueRuns(parts).catch((error: unknown) => {
      log(JSON.stringify({ level: "error", what: "Starting what is due failed.", error: String((error as Error)?.stack ?? error) }));
      return null;
    });
    const left = next === null ? LOOK_MS : Math.min(LOOK_MS, Math.max(1, next - clock.now()));
    await clock.sleep(left, signal, { background: true }).catch(() => {});
  }
}

async function sweeping(sweep: () => Promise<unknown>, pause: () => Promise<void>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await sweep();
    await pause();
  }
}
