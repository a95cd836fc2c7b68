import { describe, expect, it } from "vitest";
import { describeEnd } from "#agent/describe-end.ts";
import { ProcessOutput } from "#agent/output.ts";
import type { LogCreate } from "#core/contract/logs.ts";

const id = "00000000-0000-4000-8000-000000000001";

function collecting(options: { mostCharacters?: number } = {}) {
  const batches: LogCreate[][] = [];
  const output = new ProcessOutput({ flowRunId: id, flushMs: 1, send: async (lines) => void batches.push(lines), ...options });
  return { batches, output, messages: () => batches.flat().map(({ name, message }) => `${name}: ${message}`) };
}

describe("the output of a process", () => {
  it("is cut into lines wherever its pieces end, the last one too", async () => {
    const { output, messages } = collecting();
    for (const piece of ["on", "e\ntw", "o\r\n\nthree"]) output.take("stdout", piece);
    output.take("stderr", "else\n");
    await output.end();
    expect(messages()).toEqual(["stdout: one", "stdout: two", "stderr: else", "stdout: three"]);
  });

  it("beyond what can be held is dropped, and a line says how much", async () => {
    const { output, messages } = collecting({ mostCharacters: 10 });
    output.take("stdout", "12345\n67890\nabc\ndef\n");
    await output.end();
    expect(messages()).toEqual([
      "stdout: 12345",
      "stdout: 67890",
      "stderr: 2 lines of output were dropped here, as they came faster than they could be stored.",
    ]);
    expect(output.lastErrors).toEqual([]);
  });

  it("without any line end does not grow for ever", async () => {
    const { output, batches } = collecting();
    output.take("stdout", "x".repeat(120_000));
    await output.end();
    expect(batches.flat().map(({ message }) => message.length)).toEqual([50_000, 50_000, 20_000]);
  });

  it("remembers the last lines of stderr", async () => {
    const { output } = collecting();
    for (let at = 0; at < 30; at += 1) output.take("stderr", `line ${at}\n`);
    await output.end();
    expect([output.lastErrors.length, output.lastErrors.at(-1)]).toEqual([20, "line 29"]);
  });
});

describe("what a process died of", () => {
  const end = (code: number | null, signal: NodeJS.Signals | null = null) => ({
    code,
    signal,
    said: undefined,
    killed: false,
    leftovers: 0,
  });
  it.each([
    [end(3), [], "The process ended with code 3 before its flow had ended."],
    [end(137), [], "The process ended with code 137 before its flow had ended; it may have run out of memory."],
    [end(null, "SIGKILL"), [], "The process was ended by SIGKILL; it may have run out of memory."],
    [end(null, "SIGSEGV"), ["boom"], "The process was ended by SIGSEGV, a fault in native code. Its last lines on stderr:\nboom"],
    [
      end(null, "SIGABRT"),
      ["FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory"],
      "The process was ended by SIGABRT: it ran out of memory for JavaScript (raise --max-old-space-size in NODE_OPTIONS). Its last lines on stderr:\nFATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory",
    ],
  ])("%o is told as %s", (given, lastErrors, expected) => {
    expect(describeEnd(given, lastErrors)).toBe(expected);
  });
});
