import { formatTimestamp } from "#core/contract/scalars.ts";
import type { QueueSituation, Status } from "#core/contract/status.ts";
import { UNKNOWN_SIZES } from "./admin.ts";
import { agentsHeardOf } from "./agents/agents.ts";
import { timerOf } from "./deployments/materialise.ts";
import type { Services } from "./deps.ts";
import { currentlyMade, DEPLOYMENTS, type DeploymentRecord, deploymentOf } from "./documents/deployment.ts";
import type { WorkQueueRecord } from "./documents/work-queue.ts";
import { monthSoFar } from "./month-so-far.ts";
import type { Parts } from "./parts.ts";
import { dueRuns, nextDue } from "./work-queues/due.ts";
import { allWorkQueues } from "./work-queues/hints.ts";
import { allAgents, workQueueAnswer } from "./work-queues/queue-state.ts";
import { LATE_MS } from "./work-queues/work-queues.ts";

/** What an operator looks at first, gathered in one request. */
export function statusServices(parts: Parts): Pick<Services, "readStatus"> {
  const { store, clock, settings, measure, deadLetters } = parts;
  return {
    async readStatus() {
      const now = clock.now();
      const work = await allWorkQueues(store);
      const [queues, agents, schedules, next, unhandled, sizes] = await Promise.all([
        situationsOf(parts, work, now),
        agentsHeardOf(parts),
        schedulesOf(parts, now),
        nextDue(store, work, formatTimestamp(now)),
        deadLetters?.() ?? null,
        measure?.() ?? UNKNOWN_SIZES,
      ]);
      return {
        now: formatTimestamp(now),
        version: settings.version,
        place: settings.place,
        queues,
        agents,
        schedules: { ...schedules, next },
        unhandled,
        month: await monthSoFar(parts, sizes, agents),
        sizes,
      };
    },
  };
}

/** Runs counted of a queue at most. */
const MOST = 200;

async function situationsOf(parts: Parts, queues: readonly WorkQueueRecord[], now: number): Promise<QueueSituation[]> {
  const agents = await allAgents(parts);
  const late = formatTimestamp(now - LATE_MS);
  return Promise.all(
    queues.map(async (queue) => {
      const due = await dueRuns(parts.store, [queue], formatTimestamp(now), MOST);
      const times = due.map(({ run }) => run.next_scheduled_start_time ?? "").filter((time) => time !== "");
      const { id, name, status, last_polled } = workQueueAnswer(queue, agents, now);
      return {
        id,
        name,
        status,
        waiting: due.length,
        late: times.filter((time) => time <= late).length,
        oldest: times.sort()[0] ?? null,
        last_polled,
      };
    }),
  );
}

/** Deployments whose timers are looked at: each is a request in the cloud. */
const TIMERS = 100;
/** A timer that should have gone off so long ago has not. */
const OVERDUE_MS = 180_000;

async function schedulesOf({ store, timers }: Parts, now: number): Promise<Omit<Status["schedules"], "next">> {
  const active: DeploymentRecord[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.query({ index: "list", pk: DEPLOYMENTS, limit: 500, ...(cursor !== undefined && { cursor }) });
    active.push(...page.documents.map(deploymentOf).filter((deployment) => currentlyMade(deployment).size > 0));
    cursor = page.cursor;
  } while (cursor !== undefined);
  if (timers === undefined) return { active: active.length, stopped: [] };
  const stopped: Status["schedules"]["stopped"] = [];
  for (let at = 0; at < Math.min(active.length, TIMERS); at += 10) {
    const some = active.slice(at, at + 10);
    const found = await Promise.all(some.map(({ id }) => timers.get(timerOf(id))));
    for (const [place, { id, name, schedules }] of some.entries()) {
      const timer = found[place];
      // a rule may have an end, after which there is no timer
      const mayBeOver = schedules.every(({ schedule }) => "rrule" in schedule && /COUNT=|UNTIL=/i.test(schedule.rrule));
      if (timer == null ? !mayBeOver : timer.schedule.kind === "at" && timer.schedule.at < now - OVERDUE_MS)
        stopped.push({ deployment_id: id, name });
    }
  }
  return { active: active.length, stopped };
}
