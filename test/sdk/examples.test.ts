import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { makeHome, startScript } from "./script.ts";

/** What each example prints at its end. */
const printed: Record<string, string> = {
  "artifacts.ts": "written",
  "caching.ts": "6",
  "concurrency.ts": "20",
  "deployment.ts": "2026-11-23: 10 flights, each on time",
  "hello.ts": "Hello, Marvin!",
  "hooks.ts": "task load-0: Task run encountered an exception: Error: the disk is full\ncall somebody: nightly ended Failed\nfailed",
  "logging.ts": "2",
  "map.ts": "5",
  "parameters.ts": 'forest of 5 trees on 2026-11-23\nFailed - Flow "train" received invalid parameters: trees: ',
  "pause.ts": "forest has an error of 11.3; may it be released?\nreleased: good enough",
  "results.ts": "1970 12.5 EUR",
  "retries.ts": "[ '<h1>/home</h1>', 'no page: there is no page /missing' ]",
  "runners.ts": "[ 'applied 1', 'applied 2', 'all there' ]",
  "subflows.ts": "13",
  "testing.ts": "tested two hours: Completed",
  "timeouts.ts": "cleaning up\nwent on without it",
  "worker-threads.ts": "2262",
};

describe("the examples", () => {
  it("are all here", async () => {
    const files = await readdir(join(import.meta.dirname, "../../examples"));
    expect(files.filter((name) => name.endsWith(".ts")).sort()).toEqual(Object.keys(printed).sort());
  });

  it.each(Object.entries(printed))("%s runs", { timeout: 60_000 }, async (name, text) => {
    await using home = await makeHome();
    const script = startScript(join("examples", name), home, { MILLRACE_LOGGING_LEVEL: "CRITICAL" });
    const { code } = await script.ended;
    expect(script.output()).toContain(text);
    expect(code).toBe(0);
  });
});
