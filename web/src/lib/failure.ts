import type { State } from "../../../core/contract/states.ts";

/** An error as a failed state carries it. */
export interface Fault {
  readonly name: string;
  readonly message: string;
  readonly stack: string | null;
  readonly cause: Fault | null;
}

/** The error of a failed or crashed state: from its data, or else only its message. */
export function faultOf(state: State | null): Fault | null {
  if (state === null || (state.type !== "FAILED" && state.type !== "CRASHED")) return null;
  const data = read(state.data);
  if (data !== null) return data;
  return state.message === null || state.message === "" ? null : { name: state.name, message: state.message, stack: null, cause: null };
}

/** One line of a stack trace. `own` tells the author's code from Node's, a package's and the engine's. */
export interface Frame {
  readonly call: string;
  readonly file: string;
  readonly position: string;
  readonly own: boolean;
}

/** The frames of a stack trace; lines that are none (the message, again) are left out. */
export function parseFrames(stack: string): Frame[] {
  return stack.split("\n").flatMap((line) => {
    const match = /^\s*at (?:(.*?) \(|(async) )?(?:file:\/\/)?(.+?)(?::(\d+:\d+))?\)?$/.exec(line);
    if (match === null) return [];
    const [, call = match[2] ?? "", , file = "", position = ""] = match;
    return [{ call, file, position, own: !/^node:|^native$|^<anonymous>$|\/node_modules\/|\/sdk\//.test(file) }];
  });
}

/** The whole of a fault as text, for copying into a report. */
export function faultText(fault: Fault): string {
  const own = fault.stack?.includes(fault.message)
    ? fault.stack
    : [`${fault.name}: ${fault.message}`, fault.stack].filter(Boolean).join("\n");
  return fault.cause === null ? own : `${own}\nCaused by: ${faultText(fault.cause)}`;
}

function read(data: unknown, depth = 0): Fault | null {
  if (typeof data !== "object" || data === null || depth > 8) return null;
  const { type, name, message, stack, cause } = data as Record<string, unknown>;
  if (depth === 0 && type !== "error") return null;
  if (typeof message !== "string") return null;
  return {
    name: typeof name === "string" ? name : "Error",
    message,
    stack: typeof stack === "string" ? stack : null,
    cause: read(cause, depth + 1),
  };
}
