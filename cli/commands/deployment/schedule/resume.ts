import { addExamples } from "#cli/examples.ts";
import type { Define } from "#cli/tree.ts";
import { switches } from "./switch.ts";

/** `millrace deployment schedule resume` */
export const define: Define = (command, cli) => {
  switches(true)(command, cli);
  addExamples(command, ["millrace deployment schedule resume train/nightly hourly", "it makes runs again"]);
};
