import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Queue } from "#core/ports/queue.ts";
import { openQueue } from "#local/queue/queue.ts";
import { TimerTable } from "#local/timers/timer-table.ts";
import { openTimers } from "#local/timers/timers.ts";
import { manualClock } from "#test/support/manual-clock.ts";
import { startScript } from "#test/support/script.ts";
import { tempDirectory } from "#test/support/temp-directory.ts";

const rate = { id: "rate", schedule: { kind: "rate", minutes: 1 }, queue: "q", body: "tick" } as const;
const bodies = async (queue: Queue) => (await queue.receive("q", { max: 10, visibilityMs: 43_200_000 })).map((message) => message.body);

describe("timers on SQLite", () => {
  it("fire once where two processes have them open", async () => {
    await using directory = await tempDirectory();
    const path = join(directory.path, "millrace.db");
    const clock = manualClock();
    const queue = openQueue(path, { clock });
    const timers = [openTimers(path, { clock, queue }), openTimers(path, { clock, queue })];
    await timers[0]!.put(rate);
    await clock.advance(180_000);
    expect(await bodies(queue)).toEqual(["tick", "tick", "tick"]);
    for (const each of timers) await each.close();
    await queue.close();
  });

  it("fire once also where both processes are at work on several timers that are due together", async () => {
    await using directory = await tempDirectory();
    const path = join(directory.path, "millrace.db");
    const clock = manualClock();
    const queue = openQueue(path, { clock });
    const slow = withSend(queue, async (name, messages) => {
      await clock.sleep(10);
      await queue.send(name, messages);
    });
    const timers = [openTimers(path, { clock, queue: slow }), openTimers(path, { clock, queue: slow })];
    for (const id of ["a", "b", "c", "d"]) await timers[0]!.put({ ...rate, id, body: id });
    await clock.advance(60_500);
    expect((await bodies(queue)).sort()).toEqual(["a", "b", "c", "d"]);
    for (const each of timers) await each.close();
    await queue.close();
  });

  it("keep a timer that was put anew while it fired", async () => {
    const clock = manualClock();
    const queue = openQueue(":memory:", { clock });
    const at = (ms: number, body: string) => ({ ...rate, schedule: { kind: "at", at: clock.now() + ms }, body }) as const;
    let replaced = false;
    const replacing = withSend(queue, async (name, messages) => {
      if (!replaced) await timers.put(at(5000, "second"));
      replaced = true;
      await queue.send(name, messages);
    });
    const timers = openTimers(":memory:", { clock, queue: replacing });
    await timers.put(at(1000, "first"));
    await clock.advance(1000);
    expect(await bodies(queue)).toEqual(["first"]);
    expect(await timers.get("rate")).toMatchObject({ body: "second" });
    await clock.advance(5000);
    expect(await bodies(queue)).toEqual(["second"]);
    await timers.close();
  });

  it("fire again what a process had begun to fire when it died", async () => {
    await using directory = await tempDirectory();
    const path = join(directory.path, "millrace.db");
    const clock = manualClock();
    const dead = new TimerTable(path);
    dead.put({ ...rate, schedule: { kind: "at", at: clock.now() } }, () => clock.now());
    expect(dead.claim("rate", clock.now(), clock.now(), clock.now() + 30_000)).toBe(true);
    dead.close();
    const queue = openQueue(path, { clock });
    const timers = openTimers(path, { clock, queue });
    await clock.advance(29_000);
    expect(await bodies(queue)).toEqual([]);
    await clock.advance(2000);
    expect(await bodies(queue)).toEqual(["tick"]);
    await timers.close();
    await queue.close();
  });

  it("try again when the queue fails, and say so", async () => {
    const clock = manualClock();
    const queue = openQueue(":memory:", { clock });
    let broken = true;
    const flaky = withSend(queue, async (name, messages) => {
      if (broken) throw new Error("queue down");
      await queue.send(name, messages);
    });
    const errors: unknown[] = [];
    const timers = openTimers(":memory:", { clock, queue: flaky, onError: (error) => errors.push(error) });
    await timers.put({ ...rate, schedule: { kind: "at", at: clock.now() + 1000 } });
    await clock.advance(3500);
    expect(errors.length).toBeGreaterThan(0);
    expect(String(errors[0])).toBe("Error: queue down");
    broken = false;
    await clock.advance(2000);
    expect(await bodies(queue)).toEqual(["tick"]);
    expect(await timers.get("rate")).toBeNull();
    await timers.close();
  });

  it("make up once for a rate missed many times, and keep its rhythm", async () => {
    await using directory = await tempDirectory();
    const path = join(directory.path, "millrace.db");
    const clock = manualClock();
    const queue = openQueue(path, { clock });
    const first = openTimers(path, { clock, queue });
    await first.put(rate);
    await first.close();
    await clock.advance(10 * 60_000 + 30_000);
    const timers = openTimers(path, { clock, queue });
    await clock.advance(1000);
    expect(await bodies(queue)).toEqual(["tick"]);
    await clock.advance(28_000);
    expect(await bodies(queue)).toEqual([]);
    await clock.advance(1500);
    expect(await bodies(queue)).toEqual(["tick"]);
    await timers.close();
    await queue.close();
  });

  it("are not put off by being put again, but by a change of their rate", async () => {
    const clock = manualClock();
    const queue = openQueue(":memory:", { clock });
    const timers = openTimers(":memory:", { clock, queue });
    for (let second = 0; second < 60; second += 10) {
      await timers.put({ ...rate, body: `tick ${second}` });
      await clock.advance(10_000);
    }
    expect(await bodies(queue)).toEqual(["tick 50"]);
    await timers.put({ ...rate, schedule: { kind: "rate", minutes: 2 } });
    await clock.advance(119_000);
    expect(await bodies(queue)).toEqual([]);
    await clock.advance(1000);
    expect(await bodies(queue)).toEqual(["tick"]);
    await timers.close();
  });

  it("do not make up for what fell due while paused", async () => {
    const clock = manualClock();
    const queue = openQueue(":memory:", { clock });
    const timers = openTimers(":memory:", { clock, queue });
    await timers.put(rate);
    await timers.put({ ...rate, paused: true });
    await clock.advance(150_000);
    await timers.put(rate);
    await clock.advance(29_000);
    expect(await bodies(queue)).toEqual([]);
    await clock.advance(1000);
    expect(await bodies(queue)).toEqual(["tick"]);
    await timers.close();
  });

  it("notice a timer that another process put", async () => {
    await using directory = await tempDirectory();
    const path = join(directory.path, "millrace.db");
    const clock = manualClock();
    const queue = openQueue(path, { clock });
    const timers = openTimers(path, { clock, queue });
    const other = new TimerTable(path);
    other.put({ ...rate, schedule: { kind: "at", at: clock.now() + 5000 } }, () => clock.now() + 5000);
    other.close();
    await clock.advance(6000);
    expect(await bodies(queue)).toEqual(["tick"]);
    await timers.close();
    await queue.close();
  });

  it("do not keep a process alive", async () => {
    await using directory = await tempDirectory();
    await using idle = startScript("idle-timers", join(directory.path, "millrace.db"));
    expect(await idle.ended).toBe(0);
    expect(idle.lines).toEqual(["opened"]);
  });
});

/** A queue whose sends go another way. */
function withSend(queue: Queue, send: Queue["send"]): Queue {
  return {
    send,
    receive: (name, options) => queue.receive(name, options),
    delete: (name, receipts) => queue.delete(name, receipts),
    extend: (name, receipt, visibilityMs) => queue.extend(name, receipt, visibilityMs),
    close: () => queue.close(),
  };
}
