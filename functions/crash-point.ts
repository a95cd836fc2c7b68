import { armCrashPoint as arm, passCrashPoint } from "#core/ports/crash-point.ts";

/** A place between two effects of a service where tests let the process die. */
export function crashPoint(name: CrashPoint): void {
  passCrashPoint(name);
}

/** The places, each named by the service and what has just been done. */
export type CrashPoint =
  | "begin:flow-written"
  | "begin:day-marked"
  | "begin:announced"
  | "begin:run-written"
  | "set-state:announced"
  | "set-state:run-written"
  | "set-state:parent-written"
  | "tick:begin-noted"
  | "tick:run-written"
  | "tick:runs-made"
  | "tick:noted"
  | "tick:hinted"
  | "deployment:written"
  | "deployment:superseded-removed"
  | "delete-deployment:runs-removed"
  | "create-run:announced"
  | "create-run:written"
  | "claim:run-taken"
  | "claim:slots-taken"
  | "claim:run-written"
  | "claim:limit-marked"
  | "claim:put-aside"
  | "wake-waiting:written"
  | "write-state:announced"
  | "write-state:written"
  | "release:given-back"
  | "crash:written"
  | "retry:written"
  | "hand-back:written"
  | "placement:token-made"
  | "placement:started"
  | "sweep:agent-ended"
  | "sweep:run-crashed"
  | "react:events-written"
  | "react:deliveries-written"
  | "react:deliveries-sent"
  | "deliver:held"
  | "deliver:sent"
  | "deliver:noted"
  | "delete-notification:history-deleted"
  | "report:read"
  | "report:written"
  | "resume:input-written"
  | "slots:taken"
  | "slots:given-back"
  | "lease:slots-taken"
  | "launch:noted"
  | "launch:asked"
  | "launch:answered"
  | "launch:needless-told"
  | "launch:stopped"
  | "task-stopped:noted"
  | "fleet:decided"
  | "fleet:told"
  | "upkeep:run-removed"
  | "reindex:page-written"
  | "delete-run:parts-deleted"
  | "delete-flow:runs-deleted";

/** Arms the points: `strike` is called at each with its name, and may throw or end the process. `undefined` disarms. */
export function armCrashPoint(strike: ((name: CrashPoint) => void) | undefined): void {
  arm(strike as ((name: string) => void) | undefined);
}
