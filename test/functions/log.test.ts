import { expect, it } from "vitest";
import { siftLog } from "#functions/log.ts";

const said = ["debug", "info", "warn", "error"].map((level) => JSON.stringify({ level, message: "x" }));
const counted = JSON.stringify({ _aws: { CloudWatchMetrics: [] }, RunsStarted: 1 });

it.each([
  ["debug", 4],
  ["info", 3],
  ["warn", 2],
  ["error", 1],
  [undefined, 3],
])("writes from %s on, and whatever is counted", (level, lines) => {
  const written: string[] = [];
  const log = siftLog(level, (line) => written.push(line));
  for (const line of [...said, counted]) log(line);
  expect(written).toEqual([...said.slice(4 - lines), counted]);
});
