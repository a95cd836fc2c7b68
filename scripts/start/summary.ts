import { homedir } from "node:os";
import type { FlowRun } from "#core/contract/flow-runs.ts";
import type { Connection } from "#sdk/api/connect.ts";
import { readKept } from "#sdk/results/keep.ts";
import type { TrainResult } from "../../examples/train-model/pipeline.ts";

/** What came of a training, in lines for people, from the result that the run left. */
export async function summaryOf({ state }: FlowRun, { blobs }: Connection): Promise<readonly string[]> {
  const { rmse, baselineRmse, hourBaselineRmse, better, candidate, model, experiment } = (await readKept(
    state?.data,
    blobs,
  )) as TrainResult;
  const scored = (what: string, error: number, remark = "") =>
    `${what.padEnd(34)}${error.toFixed(2).padStart(7)} min   ${remark}`.trimEnd();
  return [
    "Error (RMSE) on the validation month:",
    scored(`  forest "${candidate}"`, rmse, `${better} better than the mean`),
    scored("  always the mean delay", baselineRmse),
    scored("  always the mean of the hour", hourBaselineRmse),
    `Model: ${model.replace(homedir(), "~")}`,
    `Experiment: ${experiment.replace(homedir(), "~")}`,
  ];
}
