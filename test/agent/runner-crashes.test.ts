import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { AgentCrashPoint } from "#agent/crash-point.ts";
import { tempDirectory } from "#test/support/temp-directory.ts";
import { openPlace } from "./support.ts";

const arm = fileURLToPath(new URL("../crash/driver/arm.ts", import.meta.url));
const points: AgentCrashPoint[] = ["runner:claimed", "runner:time-up", "runner:handed-back"];

/** More than the ten seconds of an invocation, each less than the two it has left when nothing new starts. */
const STEPS = Array.from({ length: 9 }, () => 1.2);

describe("a runner that is killed", { timeout: 180_000 }, () => {
  it.each(points)("at %s loses nothing, and nothing is done twice", async (point) => {
    await using marks = await tempDirectory();
    const struck = join(marks.path, "struck");
    const serverEnv = { NODE_OPTIONS: `--import=${arm}`, MILLRACE_TEST_STRIKE: `${point}@1`, MILLRACE_TEST_STRUCK: struck };
    await using place = await openPlace({ serverEnv });
    const file = join(place.path, "notes");
    const infrastructure = { type: "lambda", timeout_seconds: 10 };
    const id = await place.run(await place.deploy("pieces", { infrastructure }), { file, seconds: STEPS });
    expect(await place.until(id, undefined, 150_000)).toMatchObject({ state_name: "Completed" });
    expect(existsSync(struck)).toBe(true);
    const names = readFileSync(file, "utf8")
      .trim()
      .split("\n")
      .map((line) => line.split(" ", 1)[0]);
    expect(names.sort()).toEqual(STEPS.flatMap((_, at) => [`${at}a`, `${at}b`]));
    const states = await place.client.readFlowRunStates({ query: { flow_run_id: id } });
    // one that had handed the run back has lost nothing, and the failure that Lambda would tell is not the run's any more
    expect(states.some(({ name }) => name === "Crashed")).toBe(point !== "runner:handed-back");
  });
});
