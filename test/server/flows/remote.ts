// A flow for another machine. Its result is too long for a state, so it goes to a storage.
import { deployment, flow, task } from "millrace";

const repeat = task({ name: "repeat" }, async (word: string, times: number) => word.repeat(times));

export const echo = flow({ name: "echo" }, async (word: string) => repeat(word, 5_000));

deployment({ flow: echo, name: "far", tags: ["far"], parameters: { word: "ha" } });
