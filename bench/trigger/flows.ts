// What the benchmark triggers.
import { flow, task } from "millrace";

const addOne = task({ name: "add one" }, async (n: number) => n + 1);

export const threeSteps = flow({ name: "three steps" }, async () => addOne(await addOne(await addOne(0))));
