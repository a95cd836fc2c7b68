import { addExamples } from "#cli/examples.ts";
import type { Define } from "#cli/tree.ts";
import { switches } from "./switch.ts";

/** `millrace deployment schedule pause` */
export const define: Define = (command, cli) => {
  switches(false)(command, cli);
  addExamples(command, ["millrace deployment schedule pause train/nightly hourly", "the other schedules go on"]);
};
