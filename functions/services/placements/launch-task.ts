import { deriveId } from "#core/rules/ids.ts";
import { crashPoint } from "../../crash-point.ts";
import { deploymentKey, deploymentOf } from "../documents/deployment.ts";
import type { StoredFlowRun } from "../documents/flow-run.ts";
import { type Launch, launchDocument, launchKey, launchOf } from "../documents/launch.ts";
import type { Parts } from "../parts.ts";
import { crashRun } from "../runs/crash.ts";
import { hint } from "../work-queues/hints.ts";
import { stopNeedlessTask } from "./stop-task.ts";

/** A task that has neither claimed its run by then nor was told to have stopped is taken for lost. */
const LOST_MS = 1_800_000;
const ATTEMPTS = 10;

/**
 * Starts a task of a run's own, unless one is on its way. What is asked for is noted first, under a text that ECS knows it by: whoever dies in
 * between, and two who ask at once, start one task. The run stays SCHEDULED until the agent in the task claims it.
 */
export async function launchTask(parts: Parts, run: StoredFlowRun): Promise<void> {
  const { store, clock, tasks } = parts;
  const place = (await parts.fleetSettings())?.tasks;
  if (place == null || tasks === undefined) return;
  const document = run.deployment_id === null ? null : await store.get(deploymentKey(run.deployment_id));
  const infrastructure = document === null ? undefined : deploymentOf(document).infrastructure;
  // the claim says what becomes of a run whose deployment is gone
  if (infrastructure?.type !== "ecs") return;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const current = await store.get(launchKey(run.id));
    const before = launchOf(current);
    const now = clock.now();
    if (before !== null && before.epoch === run.epoch && isOnItsWay(before, now)) return;
    const asking = nextLaunch(before, run.epoch, now);
    const written = await store.put(launchDocument(run.id, asking), current === null ? "absent" : { version: current.version });
    if (!written.ok) continue;
    crashPoint("launch:noted");
    const { cpu, memory, image, spot } = infrastructure;
    const outcome = await tasks.start({
      place,
      shape: { cpu, memory, image },
      // where there is no Spot capacity, every other try is for what is always there
      spot: spot && asking.tries % 2 === 0,
      flowRunId: run.id,
      token: deriveId("task of a run", run.id, String(asking.number)),
    });
    crashPoint("launch:asked");
    if (outcome.kind === "refused") {
      await crashRun(parts, run.id, run.epoch, `ECS starts no task for it: ${outcome.why}`, false);
      return;
    }
    const delay = backoffMs(asking.tries, parts.randomBytes);
    const after: Launch =
      outcome.kind === "started"
        ? { ...asking, state: "started", task: outcome.task, tries: 0 }
        : { ...asking, state: "later", tries: asking.tries + 1, retry_at: now + delay, why: outcome.why };
    // whoever wrote meanwhile got the same answer
    await store.put(launchDocument(run.id, after), { version: written.version });
    crashPoint("launch:answered");
    if (outcome.kind === "later") await hint(parts, run, delay);
    // it may have been cancelled while nobody knew its task yet
    else await stopNeedlessTask(parts, run.id);
    return;
  }
}

function isOnItsWay({ state, at, retry_at }: Launch, now: number): boolean {
  if (state === "started") return now - at < LOST_MS;
  return state === "later" && retry_at - now > EARLY_MS;
}

const EARLY_MS = 1_000;

function nextLaunch(before: Launch | null, epoch: number, now: number): Launch {
  const isSame = before !== null && before.epoch === epoch;
  const number = before === null ? 1 : isSame && before.state === "asking" ? before.number : before.number + 1;
  const tries = isSame ? before.tries : 0;
  return { epoch, number, state: "asking", at: now, task: null, tries, retry_at: 0, why: isSame ? before.why : null };
}

/** 5 seconds, doubled up to 5 minutes, spread. */
function backoffMs(tries: number, randomBytes: (count: number) => Uint8Array): number {
  const spread = 0.75 + (randomBytes(1)[0] as number) / 512;
  return Math.min(5_000 * 2 ** tries, 300_000) * spread;
}
