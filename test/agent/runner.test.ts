import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readKept } from "#sdk/results/keep.ts";
import { eventually } from "#test/support/eventually.ts";
import { openPlace } from "./support.ts";

const lambda = (timeout_seconds: number) => ({
  work_queue_name: null,
  infrastructure: { type: "lambda", timeout_seconds, env: { GIVEN: "1" } },
});
/** More than the ten seconds of an invocation, each less than the two it has left when nothing new starts. */
const STEPS = Array.from({ length: 9 }, () => 1.2);
const linesOf = (file: string) =>
  readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => line.split(" "));

describe("a run of a deployment with lambda()", { timeout: 180_000 }, () => {
  it("needs no agent; longer than an invocation, it goes on in the next from what was kept, as one attempt", async () => {
    await using place = await openPlace();
    const file = join(place.path, "notes");
    const id = await place.run(await place.deploy("pieces", lambda(10)), { file, seconds: STEPS });
    const ended = await place.until(id, undefined, 120_000);
    expect(ended).toMatchObject({ state_name: "Completed", run_count: 1 });
    const states = await place.client.readFlowRunStates({ query: { flow_run_id: id } });
    const entered = states.map(({ name }) => name);
    expect(entered.slice(0, 3)).toEqual(["Scheduled", "Pending", "Running"]);
    expect(entered.filter((name) => name === "Continuing").length).toBeGreaterThanOrEqual(1);
    expect(entered).not.toContain("Crashed");
    const lines = linesOf(file);
    // no step twice, and not all in one process
    const names = STEPS.flatMap((_, at) => [`${at}a`, `${at}b`]);
    expect(lines.map(([name]) => name).sort()).toEqual(names);
    expect(new Set(lines.map(([, pid]) => pid)).size).toBeGreaterThanOrEqual(2);
    const [done, environment] = (await readKept(ended.state!.data as never, place.blobs)) as string[];
    expect(done).toBe(names.join(" "));
    const allowed =
      /^(PATH|LD_LIBRARY_PATH|LANG|LC_ALL|TZ|HOME|TMPDIR|NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|MILLRACE_(HOME|API_URL|API_KEY)|GIVEN|NODE_CHANNEL_\w+)$/;
    expect(environment!.split(" ").filter((name) => !allowed.test(name))).toEqual([]);
  });

  it("ends, and says so, where one task takes longer than an invocation may", async () => {
    await using place = await openPlace();
    const file = join(place.path, "notes");
    const id = await place.run(await place.deploy("pieces", lambda(10)), { file, seconds: [1, 100] });
    const ended = await place.until(id, undefined, 120_000);
    expect(ended).toMatchObject({ state_name: "Crashed" });
    expect(ended.state?.message).toMatch(
      /may take 10 s, and when they were up task "step-\d", "step-\d" had not ended; .* another infrastructure/,
    );
    // the first piece made progress, so what came after it was tried once more
    expect(linesOf(file).map(([name]) => name)).toEqual(["0a", "0b", "1a", "1b", "1a", "1b"]);
  });

  it("goes on after its runner was killed, without what had completed being done again", async () => {
    await using place = await openPlace();
    const file = join(place.path, "notes");
    const id = await place.run(await place.deploy("pieces", lambda(60)), { file, seconds: [0.1, 6] });
    const [, , runner] = await eventually(
      () => linesOf(file).find(([name]) => name === "1a") ?? Promise.reject(new Error("not yet")),
      60_000,
    );
    // what is not reported yet would be lost with it
    const body = { flow_runs: { id: { any_: [id] } }, task_runs: { state: { type: { any_: ["COMPLETED" as const] } } } };
    await expect.poll(() => place.client.countTaskRuns({ body }), { timeout: 60_000 }).toBe(2);
    process.kill(Number(runner), "SIGKILL");
    const ended = await place.until(id, undefined, 120_000);
    expect(ended).toMatchObject({ state_name: "Completed" });
    const states = await place.client.readFlowRunStates({ query: { flow_run_id: id } });
    expect(states.map(({ name }) => name)).toEqual(expect.arrayContaining(["Crashed", "AwaitingRetry", "Completed"]));
    expect(linesOf(file).filter(([name]) => name === "0a")).toHaveLength(1);
  });

  it("is cancelled, its process too", async () => {
    await using place = await openPlace();
    const file = join(place.path, "notes");
    const id = await place.run(await place.deploy("pieces", lambda(60)), { file, seconds: [100] });
    const [, pid] = await eventually(() => linesOf(file)[0] ?? Promise.reject(new Error("not yet")), 60_000);
    await place.client.setFlowRunState({ params: { id }, body: { state: { type: "CANCELLING" } } });
    expect(await place.until(id, undefined, 60_000)).toMatchObject({ state_name: "Cancelled" });
    expect(() => process.kill(Number(pid), 0)).toThrow("ESRCH");
  });

  it("goes back when the server ends, and on with the next one", async () => {
    await using place = await openPlace();
    const file = join(place.path, "notes");
    const id = await place.run(await place.deploy("pieces", lambda(60)), { file, seconds: [0.1, 3] });
    await eventually(() => linesOf(file).find(([name]) => name === "1a") ?? Promise.reject(new Error("not yet")), 60_000);
    place.server().process.kill("SIGTERM");
    await place.server().ended;
    await place.restartServer();
    expect(await place.until(id, undefined, 60_000)).toMatchObject({ state_name: "Completed" });
    expect(linesOf(file).filter(([name]) => name === "0a")).toHaveLength(1);
  });
});
