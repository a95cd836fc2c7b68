// A task that may take only so long: the signal tells it to stop, and the run ends TimedOut.
import { flow, getRunContext, isMillraceError, sleep, task } from "millrace";

const slow = task({ timeoutSeconds: 0.1 }, async () => {
  getRunContext().signal.addEventListener("abort", () => console.log("cleaning up"));
  await sleep(60);
  return "never";
});

const impatient = flow("impatient", async () => {
  try {
    return await slow();
  } catch (error) {
    if (!isMillraceError(error, "task-timeout")) throw error;
    return "went on without it";
  }
});

console.log(await impatient());
