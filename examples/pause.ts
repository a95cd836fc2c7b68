// A flow that waits for a person: it is paused until somebody answers, and the answer is checked before it goes on.
import { flow, isMillraceError, pauseFlowRun, resumeFlowRun, sleep, task } from "millrace";
import * as z from "zod";

const train = task(() => ({ model: "forest", error: 11.3 }));

const Approval = z.object({ approve: z.boolean(), note: z.string().default("") });

const release = flow({ name: "release", onRunning: ({ flowRun }) => void answer(flowRun.id) }, async () => {
  const { model, error } = await train();
  console.log(`${model} has an error of ${error}; may it be released?`);
  const { approve, note } = await pauseFlowRun({ waitForInput: Approval, timeoutSeconds: 3600 });
  return approve ? `released: ${note}` : "thrown away";
});

/** Stands for the person, who would answer in the console or with `millrace flow-run resume`. */
async function answer(flowRunId: string): Promise<void> {
  for (;;) {
    try {
      await resumeFlowRun(flowRunId, { input: { approve: true, note: "good enough" } });
      return;
    } catch (error) {
      // not paused yet
      if (!isMillraceError(error, "run-refused")) throw error;
      await sleep(0.2);
    }
  }
}

console.log(await release());
