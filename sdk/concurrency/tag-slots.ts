import type { Client } from "#core/contract/client.ts";
import type { Runtime } from "../engine/runtime.ts";
import type { TaskRunScope } from "../engine/task-run-scope.ts";
import { levels } from "../logging/levels.ts";
import { writeLog } from "../logging/run-logger.ts";
import { type HeldSlots, holdSlots } from "./hold-slots.ts";

/** How long the list of limited tags counts as known. */
const KNOWN_MS = 5_000;

interface Known {
  readonly until: number;
  readonly tags: Promise<ReadonlySet<string>>;
}

const known = new WeakMap<Client, Known>();

/**
 * Takes a slot of each of the task's tags that are limited, before an attempt of it. Undefined where there are none: tasks without tags
 * ask nothing, those with tags ask for the list of limited tags at most every 5 seconds, and only limited ones ask for slots.
 */
export async function takeTagSlots(run: TaskRunScope): Promise<HeldSlots | undefined> {
  const { runtime, signal } = run.flowRun;
  const limited = await limitedTags(runtime);
  const tags = run.record.tags.filter((tag) => limited.has(tag));
  if (tags.length === 0) return undefined;
  return holdSlots(runtime, {
    names: tags.map((tag) => `tag:${tag}`),
    slots: 1,
    holder: { type: "task_run", id: run.id },
    signal,
    onWait: () => writeLog(run, levels.INFO, `Waiting for a slot of ${tags.map((tag) => `tag '${tag}'`).join(" and ")}`),
  });
}

function limitedTags({ client }: Runtime): Promise<ReadonlySet<string>> {
  const now = Date.now();
  const before = known.get(client);
  if (before !== undefined && before.until >= now) return before.tags;
  // while the API can't be asked, what it said last holds: tasks go on through an outage
  const tags = readTags(client).catch(() => before?.tags ?? new Set<string>());
  known.set(client, { until: now + KNOWN_MS, tags });
  return tags;
}

const PAGE = 200;

async function readTags(client: Client): Promise<ReadonlySet<string>> {
  const tags = new Set<string>();
  for (let offset = 0; ; offset += PAGE) {
    const page = await client.filterConcurrencyLimits({ body: { limit: PAGE, offset } });
    for (const { tag } of page) tags.add(tag);
    if (page.length < PAGE) return tags;
  }
}
