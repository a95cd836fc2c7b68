import { text } from "node:stream/consumers";

/** The value of an option, or the first line of standard input where the value is `-`: secrets are not to show in lists of processes. */
export async function orStdin(value: string, stdin: NodeJS.ReadableStream = process.stdin): Promise<string> {
  return value === "-" ? ((await text(stdin)).split(/\r?\n/)[0] ?? "").trim() : value;
}
