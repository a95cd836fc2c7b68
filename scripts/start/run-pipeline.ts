// The pipeline's own process, started by `npm start`: tells its parent the id of the run once there is one, and what came of it.
import { homedir } from "node:os";
import type { FlowHook } from "millrace";
import { trainModel } from "../../examples/train-model/pipeline.ts";
import type { PipelineMessage } from "./messages.ts";

const send = (message: PipelineMessage) => process.send?.(message);

const [directory] = process.argv.slice(2);
const onRunning: FlowHook = ({ flowRun }) => send({ run: { id: flowRun.id, name: flowRun.name } });
const outcome = await trainModel.withOptions({ onRunning }).run({ directory });
if (outcome.ok) {
  const { rmse, baselineRmse, hourBaselineRmse, better, candidate, model, experiment } = outcome.value;
  const scored = (what: string, error: number, remark = "") =>
    `${what.padEnd(34)}${error.toFixed(2).padStart(7)} min   ${remark}`.trimEnd();
  send({
    summary: [
      "Error (RMSE) on the validation month:",
      scored(`  forest "${candidate}"`, rmse, `${better} better than the mean`),
      scored("  always the mean delay", baselineRmse),
      scored("  always the mean of the hour", hourBaselineRmse),
      `Model: ${model.replace(homedir(), "~")}`,
      `Experiment: ${experiment.replace(homedir(), "~")}`,
    ],
  });
} else {
  console.error(outcome.error);
  process.exitCode = 1;
}
process.disconnect?.();
