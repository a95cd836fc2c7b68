import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { systemClock } from "#core/ports/system.ts";
import { openQueue } from "#local/queue/queue.ts";
import { manualClock } from "#test/support/manual-clock.ts";
import { startScript } from "#test/support/script.ts";
import { tempDirectory } from "#test/support/temp-directory.ts";

describe("the queue on SQLite", () => {
  it("hands over what another process sent to one that waits", async () => {
    await using directory = await tempDirectory();
    const path = join(directory.path, "millrace.db");
    const queue = openQueue(path, { clock: systemClock });
    const polling = queue.receive("work", { waitMs: 20_000 });
    await using sender = startScript("sender", path, "work", "from a process");
    expect(await polling).toMatchObject([{ body: "from a process" }]);
    expect(await sender.ended).toBe(0);
    await queue.close();
  });

  it("ends its long polls when closed", async () => {
    const clock = manualClock();
    const queue = openQueue(":memory:", { clock });
    const polls = [queue.receive("a", { waitMs: 20_000 }), queue.receive("b", { waitMs: 20_000 })];
    await queue.close();
    expect(await Promise.all(polls)).toEqual([[], []]);
    expect(clock.sleepers).toBe(0);
  });

  it("leaves no sleeper behind after a wake-up or an abort", async () => {
    const clock = manualClock();
    const queue = openQueue(":memory:", { clock });
    const woken = queue.receive("a", { waitMs: 20_000 });
    const abort = new AbortController();
    const aborted = queue.receive("a", { waitMs: 20_000, signal: abort.signal });
    expect(clock.sleepers).toBe(2);
    abort.abort();
    await aborted;
    await queue.send("a", [{ body: "x" }]);
    await woken;
    expect(clock.sleepers).toBe(0);
  });

  it("does not look into memory again and again", async () => {
    const clock = manualClock();
    const queue = openQueue(":memory:", { clock });
    let ended = false;
    const polling = queue.receive("a", { waitMs: 20_000 }).then(() => {
      ended = true;
    });
    await clock.advance(19_999);
    expect(ended).toBe(false);
    expect(clock.sleeps).toBe(1);
    await clock.advance(1);
    await polling;
    expect(ended).toBe(true);
  });

  it("forgets in the end what nobody ever received", async () => {
    const clock = manualClock();
    const queue = openQueue(":memory:", { clock });
    await queue.send("a", [{ body: "forgotten" }]);
    await clock.advance(15 * 24 * 3_600_000);
    for (let at = 0; at < 100; at += 1) await queue.send("b", [{ body: "x" }]);
    expect(await queue.receive("a")).toEqual([]);
    expect(await queue.receive("b", { max: 10 })).toHaveLength(10);
  });

  it("does not let an outdated receipt touch the later delivery", async () => {
    const clock = manualClock();
    const queue = openQueue(":memory:", { clock });
    await queue.send("a", [{ body: "x" }]);
    const [first] = await queue.receive("a", { visibilityMs: 1000 });
    await clock.advance(1000);
    const [second] = await queue.receive("a", { visibilityMs: 1000 });
    await queue.delete("a", [first!.receipt]);
    await queue.extend("a", first!.receipt, 60_000);
    await clock.advance(1000);
    expect(await queue.receive("a")).toMatchObject([{ id: second!.id, receiveCount: 3 }]);
  });
});
