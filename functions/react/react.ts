import { EventsMessage, queues, type TraceMessage } from "#core/contract/messages.ts";
import { formatTimestamp, parseTimestamp } from "#core/contract/scalars.ts";
import { isFinal } from "#core/rules/states.ts";
import type { Count } from "../counts.ts";
import { crashPoint } from "../crash-point.ts";
import { type Consumer, readMessages } from "../messages.ts";
import { flowRunRecord, type StoredFlowRun } from "../services/documents/flow-run.ts";
import { flowRunKey } from "../services/documents/keys.ts";
import { writeEvents } from "../services/events.ts";
import { resizeFleet } from "../services/fleet/resize.ts";
import type { Parts } from "../services/parts.ts";
import { announceNeedless, endedUnclaimed } from "../services/placements/stop-task.ts";
import { endTaskRuns } from "../services/runs/end-task-runs.ts";
import { apiCallEvent } from "./api-call.ts";
import { createNames } from "./names.ts";
import { createNotifier } from "./notifier.ts";
import { crashFailedInvocation } from "./runner-failure.ts";
import { concludeStoppedTask } from "./task-stopped.ts";
import { findTransition, type Transition, transitionEvent } from "./transition.ts";

export interface ReactOptions {
  /** Told of the transitions of each batch, once all that follows them is done. */
  readonly onTransitions?: (transitions: readonly Transition[]) => void | Promise<void>;
  /** Counts what went wrong and is tried again later. */
  readonly count?: Count;
}

/**
 * Reads announcements of transitions and does what must follow them: the event, then the notifications, then the end of task runs whose flow
 * run has ended without them. Changes through the API become events as they were told.
 *
 * What counts is the run's document. A state that is not (yet) in its history is looked for again while its announcement is young, and then
 * dropped: it was never written. Messages may come twice and in any order, since every id that is made here follows from the state's.
 */
export function createReact(parts: Parts, { onTransitions, count }: ReactOptions = {}): Consumer {
  const { store, clock, log } = parts;
  const namesOf = createNames(store);
  const notify = createNotifier(parts);
  return async (messages) => {
    const read = readMessages(messages, EventsMessage, log);
    const announced = read.flatMap(({ id, said }) => (said.kind === "flow-run" ? [{ id, said }] : []));
    const calls = read.flatMap(({ said }) => (said.kind === "api-call" ? [said] : []));
    if (read.some(({ said }) => said.kind === "due")) await scale(parts, count);
    for (const { said } of read) if (said.kind === "runner-failure") await crashFailedInvocation(parts, said);
    for (const { said } of read) if (said.kind === "task-stopped") await concludeStoppedTask(parts, said);
    const runs = await readRuns(parts, [...new Set(announced.map(({ said }) => said.run_id))]);
    const names = await namesOf([...runs.values()]);

    const now = clock.now();
    const again: { id: string; delayMs: number }[] = [];
    const found = new Map<string, Transition>();
    for (const { id, said } of announced) {
      const run = runs.get(said.run_id);
      for (const { id: stateId, timestamp } of said.states) {
        const transition = run === undefined ? undefined : findTransition(run, stateId, names);
        if (transition !== undefined) found.set(stateId, transition);
        else if (Math.abs(now - parseTimestamp(timestamp)) < YOUNG_MS) again.push({ id, delayMs: LOOK_AGAIN_MS });
      }
    }
    const transitions = [...found.values()];
    const received = formatTimestamp(now);
    await writeEvents(parts, [
      ...transitions.map((transition) => transitionEvent(transition, received)),
      ...calls.map((call) => apiCallEvent(call, received)),
    ]);
    crashPoint("react:events-written");
    await notify(transitions);
    const ended = justEnded(transitions);
    for (const run of ended) await endTaskRuns(parts, run);
    for (const { run, state, previous } of transitions)
      if (run.state_id === state.id && endedUnclaimed(run, previous?.type)) await announceNeedless(parts, run);
    await askForTraces(parts, ended);
    await onTransitions?.(transitions);
    return { again: again.filter(({ id }, at) => again.findIndex((other) => other.id === id) === at) };
  };
}

/** A write follows its announcement within moments; one that has not by then was refused, or its process died. */
const YOUNG_MS = 10_000;
const LOOK_AGAIN_MS = 1000;

// the sweep asks again each minute, so a message that failed is not kept: a row of them would be tried in vain
async function scale(parts: Parts, count?: Count): Promise<void> {
  try {
    await resizeFleet(parts);
  } catch (error) {
    parts.log(
      JSON.stringify({ level: "error", what: "The number of agents could not be set.", error: String((error as Error)?.stack ?? error) }),
    );
    await count?.({ AgentScalingFailures: 1 });
  }
}

/** What a flow process has still to report of its task runs comes within that time. */
const REPORTS_MS = 3000;

async function askForTraces({ queue, settings }: Parts, ended: readonly StoredFlowRun[]): Promise<void> {
  if (settings.otlpEndpoint === undefined || ended.length === 0) return;
  const messages = ended.map(({ id, end_time, updated }) => ({
    body: JSON.stringify({ kind: "trace", flow_run_id: id, ended: end_time ?? updated } satisfies TraceMessage),
    delayMs: REPORTS_MS,
  }));
  await queue.send(queues.notifications, messages);
}

// The runs whose current state is one that was announced.
function justEnded(transitions: readonly Transition[]): StoredFlowRun[] {
  const ended = transitions.filter(({ run, state }) => isFinal(state.type) && run.state_id === state.id);
  return ended.map(({ run }) => run);
}

async function readRuns({ store }: Parts, ids: readonly string[]): Promise<Map<string, StoredFlowRun>> {
  const documents = await store.getMany(ids.map(flowRunKey));
  return new Map(documents.flatMap((document) => (document === null ? [] : [[document.pk.slice(4), flowRunRecord(document)] as const])));
}
