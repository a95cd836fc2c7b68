import { jsonSafe } from "../results/json-safe.ts";

/** An error as the state of a failed run keeps it. */
export interface ErrorData {
  readonly type: "error";
  readonly name: string;
  readonly message: string;
  readonly stack: string | null;
  readonly cause?: ErrorData;
}

/** Anything thrown, as data. */
export function errorData(thrown: unknown, depth = 0): ErrorData {
  if (!(thrown instanceof Error)) {
    const shown = jsonSafe(thrown);
    return { type: "error", name: "NonError", message: typeof shown === "string" ? shown : JSON.stringify(shown), stack: null };
  }
  return {
    type: "error",
    name: String(thrown.name),
    message: cut(String(thrown.message)),
    stack: thrown.stack === undefined ? null : cut(String(thrown.stack)),
    ...(thrown.cause !== undefined && depth < 5 && { cause: errorData(thrown.cause, depth + 1) }),
  };
}

/** `TypeError: boom`, for the message of a state. */
export function errorSummary(thrown: unknown): string {
  const { name, message } = errorData(thrown, 5);
  return name === "NonError" ? message : `${name}: ${message}`;
}

/** The stack with those of its causes, as Node prints it, for a log line. */
export function errorText(thrown: unknown): string {
  const lines: string[] = [];
  for (let error: ErrorData | undefined = errorData(thrown); error !== undefined; error = error.cause) {
    lines.push(`${lines.length === 0 ? "" : "caused by: "}${error.stack ?? `${error.name}: ${error.message}`}`);
  }
  return lines.join("\n");
}

function cut(text: string): string {
  return text.length <= 20_000 ? text : `${text.slice(0, 20_000)}…`;
}
