import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LogCreate } from "#core/contract/logs.ts";
import { formatTimestamp } from "#core/contract/scalars.ts";
import { systemIds } from "#core/ports/system.ts";
import { linesOf, logChunks } from "#functions/services/documents/log-chunk.ts";
import { openTestApi, START, type TestApi } from "./support/api.ts";
import { begin, snapshot } from "./support/seed.ts";

const line = (message: string, ms: number, more: Partial<LogCreate> = {}): LogCreate => ({
  name: "flow",
  level: 20,
  message,
  timestamp: formatTimestamp(START + ms),
  ...more,
});

async function messages(api: TestApi, logs: object | undefined, more: object = {}): Promise<string[]> {
  return (await api.client.filterLogs({ body: { ...(logs && { logs }), ...more } as never })).map((log) => log.message);
}

describe("log lines", () => {
  it("posted as Prefect's client does are stored: 201 null, and read back in order", async () => {
    const api = openTestApi();
    const run = await begin(api);
    const task_run_id = systemIds.runId();
    const answer = await api.send("POST", "/logs/", [
      line("b", 5, { flow_run_id: run.id, task_run_id }),
      line("a", 1, { flow_run_id: run.id, extra: { k: [1] } }),
    ]);
    expect([answer.status, answer.text]).toEqual([201, "null"]);
    const read = await api.client.filterLogs({ body: { logs: { flow_run_id: { any_: [run.id] } } } });
    expect(read).toMatchObject([
      { message: "a", extra: { k: [1] }, task_run_id: null, flow_run_id: run.id, level: 20, name: "flow" },
      { message: "b", task_run_id, timestamp: "2026-11-23T09:00:00.005000Z" },
    ]);
    expect(new Set(read.map(({ id }) => id)).size).toBe(2);
  });

  it("posted twice are stored once", async () => {
    const api = openTestApi();
    const run = await begin(api);
    for (let n = 0; n < 2; n++) await api.client.createLogs({ body: [line("once", 1, { flow_run_id: run.id })] });
    expect(await messages(api, { flow_run_id: { any_: [run.id] } })).toEqual(["once"]);
  });

  it.each([
    ["levels", { level: { ge_: 30 } }, ["warn", "error"]],
    ["levels up to", { level: { ge_: 30, le_: 30 } }, ["warn"]],
    ["words", { text: { query: "info -nothing" } }, ["info"]],
    ["times", { timestamp: { after_: "2026-11-23T09:00:02Z", before_: "2026-11-23 09:00:03+00:00" } }, ["info", "warn"]],
    ["no task", { task_run_id: { is_null_: true } }, ["debug", "info", "warn", "error"]],
    ["nothing", { flow_run_id: { any_: [] } }, []],
  ])("are filtered by %s", async (_, filter, expected) => {
    const api = openTestApi();
    const run = await begin(api);
    const body = ["debug", "info", "warn", "error"].map((message, n) =>
      line(message, (n + 1) * 1000, { level: (n + 1) * 10, flow_run_id: run.id }),
    );
    await api.client.createLogs({ body });
    expect(await messages(api, { flow_run_id: { any_: [run.id] }, ...filter })).toEqual(expected);
    expect(await messages(api, filter)).toEqual(expected);
  });

  it("of a task are found without naming the flow run", async () => {
    const api = openTestApi();
    const run = await begin(api);
    const told = snapshot(["RUNNING"]);
    await api.client.reportTaskRuns({
      body: {
        flow_run_id: run.id,
        epoch: 1,
        sequence: 1,
        task_runs: [told],
        logs: [line("of the task", 1, { task_run_id: told.id }), line("of the flow", 2)],
      },
    });
    expect(await messages(api, { task_run_id: { any_: [told.id] } })).toEqual(["of the task"]);
  });

  it("of no run are kept by their day", async () => {
    const api = openTestApi();
    await api.client.createLogs({ body: [line("today", 0), line("tomorrow", 86_400_000)] });
    expect(await messages(api, undefined)).toEqual(["today", "tomorrow"]);
    expect(await messages(api, undefined, { sort: "TIMESTAMP_DESC" })).toEqual(["tomorrow", "today"]);
  });

  it("of tasks side by side come in the order of their times, both ways, page by page", async () => {
    const batches = fc.array(
      fc.array(fc.record({ ms: fc.integer({ min: 0, max: 200_000 }), level: fc.constantFrom(10, 20, 40) }), {
        minLength: 1,
        maxLength: 30,
      }),
      { minLength: 1, maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(batches, fc.integer({ min: 1, max: 25 }), fc.boolean(), async (given, limit, reverse) => {
        const api = openTestApi();
        const run = await begin(api);
        let sequence = 0;
        for (const batch of given) {
          const logs = batch.map(({ ms, level }, n) => line(`${sequence}.${n}`, ms, { level }));
          await api.client.reportTaskRuns({ body: { flow_run_id: run.id, epoch: 1, sequence: ++sequence, task_runs: [], logs } });
        }
        const read = [];
        for (let offset = 0; ; offset += limit) {
          const page = await api.client.filterLogs({
            body: { logs: { flow_run_id: { any_: [run.id] } }, sort: reverse ? "TIMESTAMP_DESC" : "TIMESTAMP_ASC", limit, offset },
          });
          read.push(...page);
          if (page.length < limit) break;
        }
        const times = read.map((log) => log.timestamp);
        const sorted = [...times].sort();
        expect(times).toEqual(reverse ? sorted.reverse() : sorted);
        expect(new Set(read.map((log) => log.id)).size).toBe(given.flat().length);
      }),
      { numRuns: 25 },
    );
  });

  it("that are too long are cut with a note, and fill no document beyond its bound", async () => {
    const noise = Array.from({ length: 1_000_000 }, (_, n) => String.fromCharCode(33 + ((n * 7919 + (n >> 3) * 104_729) % 60_000)))
      .join("")
      .replace(/[\ud800-\udfff]/g, "x");
    const api = openTestApi();
    const run = await begin(api);
    await api.client.reportTaskRuns({
      body: { flow_run_id: run.id, epoch: 1, sequence: 1, task_runs: [], logs: [line(noise, 0), line("short", 1)] },
    });
    const [long, short] = await messages(api, { flow_run_id: { any_: [run.id] } });
    expect(long).toMatch(/more characters were cut\)$/);
    expect(short).toBe("short");
    const { documents } = await api.store.query({ index: "main", pk: `RUN#${run.id}` });
    for (const document of documents) expect(JSON.stringify(document.body).length).toBeLessThan(100_000);
  });

  it("cost a twentieth of a kilobyte each when reported in batches", () => {
    const lines = Array.from({ length: 200 }, (_, n) =>
      line(`Task extract-${n % 7} finished in ${(n * 13) % 997} ms with ${n * 31} rows`, n * 11),
    );
    const [chunk, ...others] = logChunks(systemIds.runId(), lines, "1.1", formatTimestamp(START));
    expect(others).toEqual([]);
    expect(JSON.stringify(chunk!.body).length / lines.length).toBeLessThan(50);
  });
});

describe("chunks of log lines", () => {
  const message = fc.oneof(fc.string({ maxLength: 200 }), fc.string({ unit: "binary", maxLength: 50 }));
  const lines = fc.array(
    fc.record(
      {
        name: fc.constantFrom("a", "b.c"),
        level: fc.integer({ min: 0, max: 60 }),
        message,
        ms: fc.integer({ min: 0, max: 10_000_000 }),
        task_run_id: fc.constantFrom(...[1, 2, 3].map(() => systemIds.runId())),
        extra: fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 3 }),
      },
      { requiredKeys: ["name", "level", "message", "ms"] },
    ),
    { minLength: 1, maxLength: 40 },
  );

  it("give back every line as it was, oldest first", () => {
    fc.assert(
      fc.property(lines, (given) => {
        const run = systemIds.runId();
        // JSON has no minus zero, and no key __proto__ gets past the edge
        const sent = given.map(({ ms, ...rest }) => ({
          ...(JSON.parse(JSON.stringify(rest)) as typeof rest),
          timestamp: formatTimestamp(START + ms / 1000),
        }));
        const read = logChunks(run, sent, "1.1", formatTimestamp(START)).flatMap((chunk) =>
          linesOf({ ...chunk, body: JSON.parse(JSON.stringify(chunk.body)) }),
        );
        const expected = [...sent].sort((a, b) => (a.timestamp < b.timestamp ? -1 : a.timestamp > b.timestamp ? 1 : 0));
        expect(
          read.map(({ name, level, message: text, timestamp, task_run_id, extra }) => ({
            name,
            level,
            message: text,
            timestamp,
            ...(task_run_id !== null && { task_run_id }),
            ...(extra && { extra }),
          })),
        ).toEqual(expected);
        expect(new Set(read.map(({ id }) => id)).size).toBe(read.length);
      }),
    );
  });
});

describe("the logs of a run as CSV", () => {
  it("have a header, quote what needs it, and are offered as a file", async () => {
    const api = openTestApi();
    const run = await begin(api, { name: "my run/1" });
    await api.client.createLogs({
      body: [line('say "hi", now\nplease', 1, { flow_run_id: run.id }), line("=cmd()", 2, { flow_run_id: run.id, level: 35 })],
    });
    const answer = await api.send("GET", `/flow_runs/${run.id}/logs/download`);
    expect(answer.headers).toMatchObject({
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": 'attachment; filename="my-run-1-logs.csv"',
    });
    expect(answer.text.split("\r\n")).toEqual([
      "timestamp,level,flow_run_id,task_run_id,logger,message",
      `2026-11-23T09:00:00.001000Z,INFO,${run.id},,"flow","say ""hi"", now\nplease"`,
      `2026-11-23T09:00:00.002000Z,35,${run.id},,"flow","'=cmd()"`,
      "",
    ]);
  });
});
