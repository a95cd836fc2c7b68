import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createVirtualClock } from "#core/ports/virtual-clock.ts";
import { START } from "../rules/records.ts";

const HOUR = 3_600_000;

describe("createVirtualClock", () => {
  it("stands still while nobody sleeps", async () => {
    const clock = createVirtualClock(START);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(clock.now()).toBe(START);
  });

  it("lets hours of sleep pass at once, in order, and exactly", async () => {
    const clock = createVirtualClock(START);
    const woken: [string, number][] = [];
    const sleeper = async (name: string, ms: number) => {
      await clock.sleep(ms);
      woken.push([name, clock.now() - START]);
    };
    await Promise.all([
      sleeper("late", 3 * HOUR),
      sleeper("early", HOUR),
      sleeper("same time, later", HOUR),
      sleeper("none", 0),
      sleeper("past", -5),
    ]);
    expect(woken).toEqual([
      ["none", 0],
      ["past", 0],
      ["early", HOUR],
      ["same time, later", HOUR],
      ["late", 3 * HOUR],
    ]);
    expect(clock.sleeping).toBe(0);
  });

  it("lets sleepers fall asleep again before it jumps on", async () => {
    const clock = createVirtualClock(START);
    const woken: number[] = [];
    const pulse = async () => {
      for (let beat = 0; beat < 5; beat++) {
        await clock.sleep(20);
        woken.push(clock.now() - START);
      }
    };
    await Promise.all([pulse(), clock.sleep(50).then(() => woken.push(-1))]);
    expect(woken).toEqual([20, 40, -1, 60, 80, 100]);
  });

  it("waits for files being read or written", async () => {
    const clock = createVirtualClock(START);
    const directory = await mkdtemp(join(tmpdir(), "millrace-clock-"));
    try {
      const timeout = new AbortController();
      const slept = clock.sleep(HOUR, timeout.signal).then(
        () => "slept",
        () => "stopped",
      );
      const file = join(directory, "a");
      for (let round = 0; round < 20; round++) {
        await writeFile(file, new Uint8Array(200_000));
        await readFile(file);
      }
      timeout.abort();
      expect(await slept).toBe("stopped");
      expect(clock.now()).toBe(START);
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it("is held by work it cannot see, until that settles one way or the other", async () => {
    const clock = createVirtualClock(START);
    const slept = clock.sleep(HOUR);
    const seen = await clock.hold(new Promise<number>((resolve) => setTimeout(() => resolve(clock.now()), 20)));
    expect(seen).toBe(START);
    await expect(clock.hold(Promise.reject(new Error("no")))).rejects.toThrow("no");
    await slept;
    expect(clock.now()).toBe(START + HOUR);
  });

  it("rejects a sleep with the signal's reason and forgets the sleeper", async () => {
    const clock = createVirtualClock(START);
    const reason = new Error("stop");
    await expect(clock.sleep(5, AbortSignal.abort(reason))).rejects.toBe(reason);
    const controller = new AbortController();
    const asleep = clock.sleep(HOUR, controller.signal);
    expect(clock.sleeping).toBe(1);
    controller.abort(reason);
    await expect(asleep).rejects.toBe(reason);
    expect(clock.sleeping).toBe(0);
    const signal = new AbortController();
    await clock.sleep(HOUR, signal.signal);
    signal.abort();
    expect(clock.now()).toBe(START + HOUR);
  });

  it("is moved by hand, waking who is due on the way", async () => {
    const clock = createVirtualClock(START);
    const woken: number[] = [];
    const asleep = [10, 30, 31].map((ms) => clock.sleep(ms).then(() => woken.push(clock.now() - START)));
    await clock.advance(30);
    expect(woken).toEqual([10, 30]);
    expect(clock.now()).toBe(START + 30);
    await Promise.all(asleep);
    expect(woken).toEqual([10, 30, 31]);
  });
});
