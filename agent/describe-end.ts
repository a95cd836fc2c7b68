import type { ProcessEnd } from "./flow-process.ts";

/** What a process died of that did not say how its run ended, with the last lines it wrote. */
export function describeEnd({ code, signal, error }: ProcessEnd, lastErrors: readonly string[]): string {
  const text = lastErrors.join("\n");
  const how =
    error !== undefined
      ? `The process could not be started: ${error.message}.`
      : signal !== null
        ? `The process was ended by ${signal}${hintOf(signal, text)}.`
        : `The process ended with code ${code} before its flow had ended${hintOf(signalOf(code), text)}.`;
  return (text === "" ? how : `${how} Its last lines on stderr:\n${text}`).slice(0, 8000);
}

function hintOf(signal: string | undefined, text: string): string {
  if (/heap out of memory|Allocation failed/.test(text))
    return ": it ran out of memory for JavaScript (raise --max-old-space-size in NODE_OPTIONS)";
  if (signal === "SIGKILL") return "; it may have run out of memory";
  if (signal === "SIGSEGV" || signal === "SIGBUS" || signal === "SIGILL") return ", a fault in native code";
  if (signal === "SIGABRT") return ", an abort";
  return "";
}

/** Shells tell a signal as 128 and its number. */
function signalOf(code: number | null): string | undefined {
  return code === null ? undefined : { 132: "SIGILL", 134: "SIGABRT", 135: "SIGBUS", 137: "SIGKILL", 139: "SIGSEGV" }[code];
}
