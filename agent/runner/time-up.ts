import { crash, TAKEN } from "../conclude-run.ts";
import { crashPoint } from "../crash-point.ts";
import type { RunOutcome } from "../events.ts";
import type { HeldRun, House } from "../house.ts";

/**
 * Hands a run back whose time is up, so that it goes on in the next invocation: one that left between two tasks, and one that was cut off in
 * the midst of a task after it had completed another, for the next then begins with that task and has the whole time for it. Where the next
 * would come no further than this one, the run ends.
 */
export async function whenTimeIsUp(house: House, held: HeldRun, limitSeconds: number, left: boolean): Promise<RunOutcome> {
  crashPoint("runner:time-up");
  const progress = held.process?.progress ?? new Set();
  // one that only waited (for an attempt, a slot, a pause) waits on in the next
  const comesFurther = progress.has("kept") || (left && progress.size === 0);
  if (!comesFurther) return crash(house, held, await whyNot(house, held, limitSeconds), false);
  const body = {
    agent: house.identity,
    runs: [{ id: held.id, epoch: held.epoch }],
    reason: `The ${limitSeconds} s of one invocation were up; the run goes on in the next.`,
    continues: true,
  };
  const { handed_back } = await house.patiently(() => house.client.handBackFlowRuns({ body }));
  crashPoint("runner:handed-back");
  return handed_back.includes(held.id) ? { stateType: "SCHEDULED", stateName: "Continuing" } : TAKEN;
}

async function whyNot(house: House, { id, process }: HeldRun, limitSeconds: number): Promise<string> {
  const limit = `One invocation of the runner function may take ${limitSeconds} s, and when they were up`;
  if (process?.progress.has("not kept"))
    return `${limit} no result was kept that the next could go on from. Keep the results of tasks (persistResult), or give the deployment another infrastructure.`;
  const states = { type: { any_: ["RUNNING", "CRASHED", "CANCELLED"] as ("RUNNING" | "CRASHED" | "CANCELLED")[] } };
  const body = { flow_runs: { id: { any_: [id] } }, task_runs: { state: states }, limit: 3 };
  const cut = await house.patiently(() => house.client.filterTaskRuns({ body }));
  const names = cut.map((task) => `"${task.name}"`).join(", ");
  return (
    `${limit} ${names === "" ? "no task had ended" : `task ${names} had not ended`}; the next would come no further. ` +
    "Split it into tasks that take less, raise timeoutSeconds of lambda(…) if it is below 900, or give the deployment another infrastructure."
  );
}
