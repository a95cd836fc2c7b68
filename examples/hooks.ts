// Functions called when a run ends, here to tell somebody.
import { flow, task } from "millrace";

const load = task({ onFailure: ({ taskRun, state }) => console.log(`task ${taskRun.name}: ${state.message}`) }, (): number => {
  throw new Error("the disk is full");
});

const nightly = flow(
  {
    name: "nightly",
    onCompletion: () => console.log("all is well"),
    onFailure: ({ flow: { name }, state }) => console.log(`call somebody: ${name} ended ${state.name}`),
  },
  async () => await load(),
);

const { ok } = await nightly.run();
console.log(ok ? "done" : "failed");
