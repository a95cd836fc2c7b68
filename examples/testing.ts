// How to test a flow: in memory, with a clock that lets an hour pass at once.
import assert from "node:assert/strict";
import { flow, getRunContext, task } from "millrace";
import { runFlowForTest } from "millrace/testing";

const flaky = task({ retries: 2, retryDelaySeconds: 3600 }, async () => {
  if (getRunContext().attempt < 3) throw new Error("not yet");
  return "at last";
});
const patient = flow("patient", async () => await flaky());

const run = await runFlowForTest(patient);

assert.equal(run.ok && run.value, "at last");
assert.equal(run.elapsedSeconds, 7200);
assert.deepEqual(
  run.taskRuns[0]?.states.map((state) => state.name),
  ["Pending", "Running", "AwaitingRetry", "Retrying", "AwaitingRetry", "Retrying", "Completed"],
);
console.log(`tested two hours: ${run.state.name}`);
