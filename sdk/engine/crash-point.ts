import { passCrashPoint } from "#core/ports/crash-point.ts";

/** A place between two effects of a flow process where tests let it die. */
export function crashPoint(name: FlowCrashPoint): void {
  passCrashPoint(name);
}

/** The places, each named by what has just been done. */
export type FlowCrashPoint = "flow:running" | "flow:result-kept" | "flow:task-reported" | "flow:settled" | "flow:concluded";
