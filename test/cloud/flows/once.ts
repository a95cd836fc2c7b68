import { deployment, flow, task } from "millrace";

/** Too large for the document of a task run, so that it goes to the bucket. */
const write = task({ persistResult: true }, async (word: string) => word.repeat(20_000));

export const once = flow({ name: "once" }, async (word: string) => (await write(word)).length);

/** Run when asked for. */
export const asked = deployment({ flow: once, name: "asked", parameters: { word: "ha" }, workQueue: "asked" });
