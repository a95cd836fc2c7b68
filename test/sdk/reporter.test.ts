import { describe, expect, it } from "vitest";
import { createClient, type Transport } from "#core/contract/client.ts";
import { formatTimestamp } from "#core/contract/scalars.ts";
import { systemClock, systemIds } from "#core/ports/system.ts";
import { newTaskRunRecord } from "#core/rules/transitions.ts";
import { openLocalApi } from "#local/in-process.ts";
import type { Runtime } from "#sdk/engine/runtime.ts";
import { ApiUnreachableError } from "#sdk/errors/flow-errors.ts";
import { Reporter } from "#sdk/report/reporter.ts";
import { placedBlobs } from "#sdk/results/result-blobs.ts";

/** A real API in memory behind a line that can be disturbed. */
async function setUp() {
  const api = await openLocalApi({ memory: true });
  const sent: { tasks: number; logs: number; sequence: number }[] = [];
  let disturb: (body: {
    task_runs: { name: string }[];
    logs: { message: string }[];
    sequence: number;
  }) => { status: number; text: string } | Error | undefined = () => undefined;
  const transport: Transport = async (request) => {
    if (request.path === "/x/task_runs/report") {
      const body = JSON.parse(request.body ?? "");
      const answer = disturb(body);
      if (answer instanceof Error) throw answer;
      if (answer !== undefined) return answer;
      sent.push({ tasks: body.task_runs.length, logs: body.logs.length, sequence: body.sequence });
    }
    return api.transport(request);
  };
  const client = createClient(transport);
  const printed: string[] = [];
  const runtime: Runtime = {
    clock: systemClock,
    ids: systemIds,
    random: () => 0,
    client,
    blobs: placedBlobs(api),
    consoleUrl: undefined,
    level: 0,
    print: (line) => printed.push(line),
    colours: false,
    holder: "test",
    spool: null,
    live: false,
  };
  const id = systemIds.runId();
  const { lease } = await client.beginFlowRun({ body: { id, flow: { name: "reported" }, holder: "test" } });
  const stops: string[] = [];
  let lineCount = 0;
  const reporter = new Reporter({ runtime, flowRunId: id, epoch: lease?.epoch ?? 0, onStop: (why) => stops.push(why) });
  const task = (name: string) =>
    reporter.task(
      newTaskRunRecord({ name, flow_run_id: id, task_key: name, dynamic_key: "0", state: { type: "COMPLETED" } } as never, {
        id: systemIds.runId(),
        now: systemClock.now(),
      }),
    );
  const log = (message: string) =>
    reporter.log({ name: "x", level: 20, message, timestamp: formatTimestamp(systemClock.now() + lineCount++), flow_run_id: id });
  return {
    client,
    id,
    reporter,
    task,
    log,
    sent,
    stops,
    printed,
    disturb: (by: typeof disturb) => {
      disturb = by;
    },
    stored: async () => (await client.filterTaskRuns({ body: {} })).map((run) => run.name).sort(),
    lines: async () => (await client.filterLogs({ body: { logs: { flow_run_id: { any_: [id] } } } })).map((line) => line.message),
  };
}

describe("the reporter", () => {
  it("sends much in few batches, numbered from 1", async () => {
    const { reporter, task, log, sent, stored, lines } = await setUp();
    for (let number = 0; number < 200; number += 1) task(`t${number}`);
    for (let number = 0; number < 150; number += 1) log(`line ${number}`);
    expect(await reporter.settle(1_000)).toBe(true);
    expect(sent).toEqual([{ tasks: 200, logs: 150, sequence: 1 }]);
    expect(await stored()).toHaveLength(200);
    expect(await lines()).toHaveLength(150);
  });

  it("does not send a batch that is full twice, and starts with it before anybody waits", async () => {
    const { reporter, task, sent } = await setUp();
    for (let number = 0; number < 600; number += 1) task(`t${number}`);
    expect(await reporter.settle(1_000)).toBe(true);
    expect(sent.map(({ tasks }) => tasks)).toEqual([250, 250, 100]);
    expect(sent.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
  });

  it.each([
    ["cannot be reached", () => new ApiUnreachableError("http://x", { why: "gone", do: "wait" })],
    ["has a fault", () => ({ status: 500, text: "oops" })],
    ["refuses the token for a while", () => ({ status: 401, text: "{}" })],
  ])("tries the very same batch again while the API %s", async (_, fault) => {
    const { reporter, task, stored, disturb } = await setUp();
    const tried: number[] = [];
    disturb(({ sequence }) => {
      tried.push(sequence);
      return tried.length < 4 ? fault() : undefined;
    });
    task("kept");
    expect(await reporter.settle(10_000)).toBe(true);
    expect(tried).toEqual([1, 1, 1, 1]);
    expect(await stored()).toEqual(["kept"]);
  });

  it("keeps what cannot be delivered in time, and delivers it later", async () => {
    const { reporter, task, log, disturb, stored, lines } = await setUp();
    disturb(() => new ApiUnreachableError("http://x", { why: "gone", do: "wait" }));
    task("first");
    log("line");
    expect(await reporter.settle(200)).toBe(false);
    task("second");
    expect(reporter.undelivered.map((batch) => [batch.sequence, batch.task_runs.map((run) => run.name), batch.logs.length])).toEqual([
      [1, ["first"], 1],
      [2, ["second"], 0],
    ]);
    disturb(() => undefined);
    expect(await reporter.settle(5_000)).toBe(true);
    expect(await stored()).toEqual(["first", "second"]);
    expect(await lines()).toEqual(["line"]);
  });

  it("finds the one piece the API refuses, and delivers the rest", async () => {
    const { reporter, task, log, disturb, stored, lines, printed } = await setUp();
    disturb(({ task_runs, logs }) =>
      task_runs.some((run) => run.name === "t5") || logs.some((line) => line.message === "bad")
        ? { status: 413, text: "too large" }
        : undefined,
    );
    for (let number = 0; number < 9; number += 1) task(`t${number}`);
    for (const message of ["good", "bad", "fine"]) log(message);
    expect(await reporter.settle(5_000)).toBe(true);
    expect(await stored()).toEqual(["t0", "t1", "t2", "t3", "t4", "t6", "t7", "t8"]);
    expect(await lines()).toEqual(["good", "fine"]);
    expect(printed.filter((line) => line.includes("The API refused part of the report"))).toHaveLength(2);
  });

  it.each([
    [409, "lost"],
    [404, "lost"],
  ])("stops the run once the API answers %d", async (status, why) => {
    const { reporter, task, disturb, stops } = await setUp();
    disturb(() => ({ status, text: "{}" }));
    task("late");
    expect(await reporter.settle(1_000)).toBe(true);
    expect(stops).toEqual([why]);
  });

  it("hears that somebody wants the run to stop", async () => {
    const { client, id, reporter, task, stops } = await setUp();
    await client.setFlowRunState({ params: { id }, body: { state: { type: "CANCELLING" } } });
    task("any");
    await reporter.settle(1_000);
    expect(stops).toEqual(["cancelling"]);
  });
});
