import { renderRunName } from "#core/rules/names.ts";
import type { TaskRunScope } from "./task-run-scope.ts";

/** The name a run gets once its arguments are known; undefined keeps the one it has. */
export function runNameOf(run: TaskRunScope): string | undefined {
  const { runName } = run.task.options;
  if (runName === undefined) return undefined;
  return typeof runName === "string"
    ? renderRunName(runName, run.parameters)
    : plainName(runName({ parameters: run.parameters, args: run.args }));
}

/** A name a function gave, which is no template. */
export function plainName(name: string): string {
  return renderRunName(name.replace(/[{}]/g, "$&$&"), {});
}
