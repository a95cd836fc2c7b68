import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Log } from "#core/contract/logs.ts";
import { LogWindow, type ReadLogs } from "../../../web/src/features/run/logs/log-window.ts";
import { levelOf, plainText, split } from "../../../web/src/features/run/logs/text.ts";

const time = (ms: number) => new Date(Date.UTC(2026, 10, 23) + ms).toISOString();
const line = (index: number, ms: number) =>
  ({ id: String(index).padStart(8, "0"), timestamp: time(ms), message: `line ${index}`, level: 20 }) as unknown as Log;

/** A log that answers as the API does: sorted, bounds inclusive, cut into pages. */
function source(lines: Log[]): { read: ReadLogs; lines: Log[]; asked: number } {
  const server = {
    lines,
    asked: 0,
    read: (async ({ order, after, before, offset, limit }) => {
      server.asked++;
      const sorted = [...server.lines]
        .sort((one, other) => (one.timestamp + one.id < other.timestamp + other.id ? -1 : 1))
        .filter((log) => (after === undefined || log.timestamp >= after) && (before === undefined || log.timestamp <= before));
      return (order === "ASC" ? sorted : sorted.reverse()).slice(offset, offset + limit);
    }) as ReadLogs,
  };
  return server;
}

describe("a window on a log", () => {
  it("reads from the start until the end", async () => {
    const server = source(Array.from({ length: 450 }, (_, index) => line(index, index)));
    const log = new LogWindow(server.read);
    await log.open("start");
    expect(log.view()).toMatchObject({ loaded: true, atStart: true, atEnd: false });
    expect(log.view().lines).toHaveLength(200);
    while (!log.view().atEnd) await log.later(false);
    expect(log.view().lines.map((entry) => entry.message)).toEqual(server.lines.map((entry) => entry.message));
  });

  it("reads from the tail back to the start", async () => {
    const server = source(Array.from({ length: 450 }, (_, index) => line(index, index)));
    const log = new LogWindow(server.read);
    await log.open("tail");
    expect(log.view()).toMatchObject({ atStart: false, atEnd: true });
    expect(log.view().lines.at(-1)?.message).toBe("line 449");
    while (!log.view().atStart) await log.earlier();
    expect(log.view().lines).toHaveLength(450);
  });

  it("takes up new lines, also those that came late", async () => {
    const server = source([line(1, 0), line(2, 5_000)]);
    const log = new LogWindow(server.read);
    await log.open("tail");
    server.lines.push(line(3, 4_500), line(4, 6_000));
    await log.later(true);
    expect(log.view().lines.map((entry) => entry.message)).toEqual(["line 1", "line 3", "line 2", "line 4"]);
  });

  it("loses nothing however many lines share a moment", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 900 }), fc.boolean(), async (moments, fromTail) => {
        const server = source(moments.map((ms, index) => line(index, ms)));
        const log = new LogWindow(server.read);
        await log.open(fromTail ? "tail" : "start");
        for (let round = 0; round < 20 && !(log.view().atStart && log.view().atEnd); round++)
          await (fromTail ? log.earlier() : log.later(false));
        expect(log.view().lines).toHaveLength(moments.length);
      }),
      { numRuns: 40 },
    );
  });

  it("keeps its lines when the server fails, and goes on after", async () => {
    const server = source([line(1, 0)]);
    let broken = false;
    const log = new LogWindow((page) => (broken ? Promise.reject(new Error("down")) : server.read(page)));
    await log.open("start");
    broken = true;
    server.lines.push(line(2, 10));
    await log.later(true);
    expect(log.view()).toMatchObject({ busy: false, error: new Error("down") });
    expect(log.view().lines).toHaveLength(1);
    broken = false;
    await log.later(true);
    expect(log.view().lines).toHaveLength(2);
    expect(log.view().error).toBeNull();
  });
});

describe("log text", () => {
  it("loses terminal colours and control characters, keeps tabs and line ends", () => {
    expect(plainText("\u001b[31mred\u001b[0m\tand\n\u0007plain\u001b]0;title\u0007")).toBe("red\tand\nplain");
  });

  it("is cut into hits without losing a character", () => {
    expect(split("Row row", "row").map((part) => (part.hit ? part.text.toUpperCase() : part.text))).toEqual(["ROW", " ", "ROW"]);
    expect(split("plain", undefined)).toEqual([{ at: 0, text: "plain", hit: false }]);
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme-ascii" }),
        fc.string({ unit: "grapheme-ascii" }),
        (text, wanted) =>
          void expect(
            split(text, wanted)
              .map((part) => part.text)
              .join(""),
          ).toBe(text),
      ),
    );
  });

  it.each([
    [10, "Debug"],
    [20, "Info"],
    [25, "Info"],
    [30, "Warning"],
    [40, "Error"],
    [50, "Critical"],
  ])("level %d is %s", (level, name) => expect(levelOf(level).name).toBe(name));
});
