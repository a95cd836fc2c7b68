import type { Log } from "#core/contract/logs.ts";
import { ProblemError } from "#core/contract/problem.ts";
import { Reply } from "./reply.ts";

/** What one answer may hold; a Lambda's is limited to 6 MB. */
const CSV_CHARACTERS = 5_000_000;

/** Log lines as CSV with a header, times in UTC; offered as a file named after the run. */
export async function csvOf(run: { readonly name: string }, batches: AsyncIterable<readonly Log[]>): Promise<Reply<string>> {
  const rows = ["timestamp,level,flow_run_id,task_run_id,logger,message"];
  let size = 0;
  for await (const batch of batches) {
    for (const line of batch) {
      const row = [
        line.timestamp,
        levelName(line.level),
        line.flow_run_id ?? "",
        line.task_run_id ?? "",
        cell(line.name),
        cell(line.message),
      ].join(",");
      size += row.length;
      if (size > CSV_CHARACTERS) {
        throw new ProblemError("too-large", {
          what: "The logs of this run are too long for one download.",
          expected: `at most ${CSV_CHARACTERS} characters`,
          do: "Read them in pages with POST /api/logs/filter.",
        });
      }
      rows.push(row);
    }
  }
  const file = `${run.name.replace(/[^\w.-]+/g, "-").slice(0, 100)}-logs.csv`;
  return new Reply(200, `${rows.join("\r\n")}\r\n`, { "content-disposition": `attachment; filename="${file}"` });
}

function levelName(level: number): string {
  return { 10: "DEBUG", 20: "INFO", 30: "WARNING", 40: "ERROR", 50: "CRITICAL" }[level] ?? String(level);
}

// Quotes protect separators; the apostrophe keeps spreadsheets from running a message as a formula.
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}
