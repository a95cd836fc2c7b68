import { CancelledRunError } from "../errors/flow-errors.ts";
import type { FlowRunScope } from "./flow-run-scope.ts";

/** Stops a run that the API says is to stop, or that another process has now. */
export function stopRun(run: FlowRunScope, why: "cancelling" | "lost", detail: string): void {
  const told = why === "cancelling" ? "somebody cancelled it" : `its report was refused, since ${detail}`;
  const reason = new CancelledRunError(run.name, told);
  if (why === "lost") run.lost = true;
  // an agent says Cancelled once every process of the run is gone
  if (why === "cancelling" && run.claimed) run.handBack(reason);
  else run.abort(reason);
}
