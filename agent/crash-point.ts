import { passCrashPoint } from "#core/ports/crash-point.ts";

/** A place between two effects of an agent where tests let the process die. */
export function crashPoint(name: AgentCrashPoint): void {
  passCrashPoint(name);
}

/** The places, each named by what has just been done. */
export type AgentCrashPoint =
  | "runner:claimed"
  | "runner:time-up"
  | "runner:handed-back"
  | "agent:claimed"
  | "agent:bundle-fetched"
  | "agent:run-handed"
  | "agent:process-ended"
  | "agent:run-concluded";
