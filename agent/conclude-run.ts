import { ApiError } from "#core/contract/client.ts";
import type { OrchestrationResult } from "#core/contract/states.ts";
import { isFinal } from "#core/rules/states.ts";
import { describeEnd } from "./describe-end.ts";
import type { RunOutcome } from "./events.ts";
import type { ProcessEnd } from "./flow-process.ts";
import type { HeldRun, House } from "./house.ts";
import type { LeftBehind } from "./left-behind.ts";

/** What is known once the process of a run is gone. */
export interface Finished {
  /** Undefined if no process was started. */
  readonly end: ProcessEnd | undefined;
  readonly lastErrors: readonly string[];
  readonly left: LeftBehind | undefined;
}

/** Reports what the process could not: that it was stopped, that it goes back, or what it died of. Answers how the run ended here. */
export async function concludeRun(house: House, held: HeldRun, finished: Finished): Promise<RunOutcome> {
  const { end, left, lastErrors } = finished;
  const said = end?.said;
  if (left?.state !== undefined) return { stateType: left.state.type, stateName: left.state.name ?? left.state.type };
  if (said?.type === "ended" && said.reported && !said.lost) return { stateType: said.stateType, stateName: said.stateName };
  if (held.stop?.why === "lost" || (said?.type === "ended" && said.lost)) return TAKEN;
  if (said?.type === "ended" && said.leaves && house.whenTimeIsUp !== undefined) return unlessTaken(house.whenTimeIsUp(held, true));
  if (said?.type === "refused") return { ...TAKEN, note: said.message };
  try {
    if (held.stop?.why === "cancel" || (said?.type === "ended" && said.stateType === "CANCELLED"))
      return await cancel(house, held, finished);
    if (held.stop?.why === "hand-back") return await handBack(house, held);
    if (held.stop?.why === "time-up" && house.whenTimeIsUp !== undefined) return await house.whenTimeIsUp(held, false);
    if (said?.type === "unloadable") return await crash(house, held, said.message, false);
    const now = await house.patiently(() => house.client.readFlowRun({ params: { id: held.id } }));
    // it told the API before it could tell us
    if (now.state !== null && (isFinal(now.state.type) || now.state.type === "SCHEDULED"))
      return { stateType: now.state.type, stateName: now.state.name };
    return await crash(house, held, end === undefined ? "Its process was not started." : describeEnd(end, lastErrors), true);
  } catch (error) {
    return takenOr(error);
  }
}

function unlessTaken(outcome: Promise<RunOutcome>): Promise<RunOutcome> {
  return outcome.catch(takenOr);
}

function takenOr(error: unknown): RunOutcome {
  if (error instanceof ApiError && (error.status === 409 || error.status === 404)) return TAKEN;
  throw error;
}

/** Says what a run died of; the API decides whether it is tried again. */
export async function crash(house: House, held: HeldRun, message: string, retriable: boolean): Promise<RunOutcome> {
  const body = { epoch: held.epoch, message: message.slice(0, 8000), retriable };
  const { retried } = await house.patiently(() => house.client.crashFlowRun({ params: { id: held.id }, body }));
  const [first = ""] = message.split("\n", 1);
  return { stateType: "CRASHED", stateName: "Crashed", note: retried ? `${first} It will be tried again.` : first };
}

async function cancel(house: House, held: HeldRun, { end }: Finished): Promise<RunOutcome> {
  const seconds = held.stop === undefined ? undefined : ((Date.now() - held.stop.at) / 1000).toFixed(1);
  const message = worded(end, seconds);
  const isSilent = end !== undefined && end.said === undefined;
  const { state } = await house.patiently<Pick<OrchestrationResult, "state">>(() =>
    isSilent ? lose(house, held, message) : setCancelled(house, held, message),
  );
  return {
    stateType: state?.type ?? "CANCELLED",
    stateName: state?.name ?? "Cancelled",
    note: end?.killed ? "it had to be killed" : undefined,
  };
}

// A process that was killed told nobody how its tasks ended. As for one that was lost the API ends them, and a run being cancelled as Cancelled.
function lose(house: House, held: HeldRun, message: string) {
  return house.client.crashFlowRun({ params: { id: held.id }, body: { epoch: held.epoch, message, retriable: false } });
}

function setCancelled(house: House, held: HeldRun, message: string) {
  const body = { state: { type: "CANCELLED" as const, message }, epoch: held.epoch, force: false };
  return house.client.setFlowRunState({ params: { id: held.id }, body });
}

function worded(end: ProcessEnd | undefined, seconds: string | undefined): string {
  if (end === undefined) return "Cancelled before its process was started.";
  const how = end.killed ? "Its process did not stop by itself and was killed" : "Its process stopped by itself";
  const when = seconds === undefined ? "" : ` after ${seconds} s`;
  const rest =
    end.leftovers === 0
      ? ""
      : ` ${end.leftovers} process${end.leftovers === 1 ? "" : "es"} it had started ${end.leftovers === 1 ? "was" : "were"} ended too.`;
  return `${how}${when}.${rest}`;
}

async function handBack(house: House, held: HeldRun): Promise<RunOutcome> {
  const body = { agent: house.identity, runs: [{ id: held.id, epoch: held.epoch }], reason: `Agent ${house.identity.name} stopped.` };
  const { handed_back } = await house.patiently(() => house.client.handBackFlowRuns({ body }));
  return handed_back.includes(held.id) ? { stateType: "SCHEDULED", stateName: "Handed back" } : TAKEN;
}

/** How a run ended here that another process has now. */
export const TAKEN: RunOutcome = { stateType: "LOST", stateName: "Lost", note: "another process holds it, or it was ended" };
