import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Queue } from "#core/ports/queue.ts";
import type { Timer, Timers } from "#core/ports/timers.ts";
import { type Capability, itWhen } from "#test/support/capability.ts";
import { eventually } from "#test/support/eventually.ts";

/** Timers under test with the queue they fire onto. */
export interface TimersFixture {
  readonly timers: Timers;
  readonly queue: Queue;
  /** The time as the adapter sees it. */
  now(): number;
  pass(ms: number): Promise<void>;
  /** Closes `timers`, lets `downMs` pass and opens them again; `timers` are the new ones then. */
  restart(downMs: number): Promise<void>;
  /** A queue that timers may name. */
  newQueue(): Promise<string>;
  close(): Promise<void>;
}

export interface TimersSubject {
  open(): Promise<TimersFixture>;
  /** For one test; default 5,000 ms. */
  readonly timeoutMs?: number;
  /** Whether timers fire within seconds of being due; default true. */
  readonly fires?: Capability;
  /** Whether minutes can be let pass; default true. */
  readonly minutes?: Capability;
}

/** What every adapter of the Timers port must do. */
export function describeTimers(name: string, subject: TimersSubject): void {
  const { timeoutMs = 5000, fires = true } = subject;
  const minutes = fires === true ? (subject.minutes ?? true) : fires;

  describe(`Timers: ${name}`, { timeout: timeoutMs }, () => {
    let fixture: TimersFixture;
    beforeAll(async () => {
      fixture = await subject.open();
    }, 60_000);
    afterAll(() => fixture.close());
    const timers = () => fixture.timers;
    const newId = () => `t-${randomUUID()}`;
    const inSeconds = (seconds: number) => (Math.floor(fixture.now() / 1000) + seconds) * 1000;
    const rate = (queue: string, more: Partial<Timer> = {}): Timer => ({
      id: newId(),
      schedule: { kind: "rate", minutes: 1 },
      queue,
      body: '{"kind":"rate"}',
      ...more,
    });
    const at = (queue: string, time: number, more: Partial<Timer> = {}): Timer => ({
      id: newId(),
      schedule: { kind: "at", at: time },
      queue,
      body: '{"kind":"at"}',
      ...more,
    });

    const fired = async (queue: string, count: number) => {
      const bodies: string[] = [];
      await eventually(async () => {
        const messages = await fixture.queue.receive(queue, { max: 10 });
        await fixture.queue.delete(
          queue,
          messages.map((message) => message.receipt),
        );
        bodies.push(...messages.map((message) => message.body));
        expect(bodies.length).toBeGreaterThanOrEqual(count);
      }, timeoutMs * 0.8);
      return bodies;
    };
    const silent = async (queue: string) => expect(await fixture.queue.receive(queue, { max: 10 })).toEqual([]);

    it("creates, replaces, reads and deletes", async () => {
      const queue = await fixture.newQueue();
      const timer = at(queue, inSeconds(3600));
      expect(await timers().get(timer.id)).toBeNull();
      await timers().put(timer);
      expect(await timers().get(timer.id)).toEqual(timer);
      const other: Timer = { ...timer, schedule: { kind: "rate", minutes: 5, startAt: inSeconds(7200) }, body: "other", paused: true };
      await timers().put(other);
      expect(await timers().get(timer.id)).toEqual(other);
      expect(await timers().delete(timer.id)).toBe(true);
      expect(await timers().get(timer.id)).toBeNull();
      expect(await timers().delete(timer.id)).toBe(false);
    });

    it(
      "lists ids by prefix, page by page",
      async () => {
        const queue = await fixture.newQueue();
        const prefix = newId().slice(0, 20);
        const ids = Array.from({ length: 120 }, (_, number) => `${prefix}-${String(number).padStart(3, "0")}`);
        for (const id of [...ids, `x${prefix}`]) await timers().put(at(queue, inSeconds(3600), { id }));
        const found: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await timers().list(prefix, cursor);
          found.push(...page.ids);
          cursor = page.cursor;
        } while (cursor !== undefined);
        expect(found.sort()).toEqual(ids);
        expect((await timers().list(`${prefix}-none`)).ids).toEqual([]);
      },
      timeoutMs * 4,
    );

    it.each<[string, Partial<Timer>]>([
      ["an empty id", { id: "" }],
      ["a long id", { id: "x".repeat(65) }],
      ["an id with a slash", { id: "a/b" }],
      ["a rate of half a minute", { schedule: { kind: "rate", minutes: 0.5 } }],
      ["a rate of no minutes", { schedule: { kind: "rate", minutes: 0 } }],
      ["no time at all", { schedule: { kind: "at", at: Number.NaN } }],
      ["an empty body", { body: "" }],
    ])("refuses %s", async (_, bad) => {
      const timer = rate(await fixture.newQueue(), bad);
      await expect(timers().put(timer)).rejects.toThrow(RangeError);
    });

    itWhen(fires, "fires once at a time, and is gone", async () => {
      const queue = await fixture.newQueue();
      const timer = at(queue, inSeconds(3));
      await timers().put(timer);
      await silent(queue);
      await fixture.pass(4000);
      expect(await fired(queue, 1)).toEqual([timer.body]);
      await eventually(async () => expect(await timers().get(timer.id)).toBeNull(), timeoutMs * 0.5);
      await fixture.pass(2000);
      await silent(queue);
    });

    itWhen(fires, "fires at once for a time in the past", async () => {
      const queue = await fixture.newQueue();
      await timers().put(at(queue, inSeconds(-60)));
      await fixture.pass(1000);
      expect(await fired(queue, 1)).toHaveLength(1);
    });

    itWhen(fires, "does not fire what is paused, deleted or put off", async () => {
      const queue = await fixture.newQueue();
      const [paused, deleted, deferred] = [at(queue, inSeconds(3), { paused: true }), at(queue, inSeconds(3)), at(queue, inSeconds(3))];
      for (const timer of [paused, deleted, deferred]) await timers().put(timer);
      await timers().delete(deleted.id);
      await timers().put(at(queue, inSeconds(3600), { id: deferred.id }));
      await fixture.pass(5000);
      await silent(queue);
      expect(await timers().get(paused.id)).toEqual(paused);
    });

    itWhen(
      minutes,
      "fires at a rate, from one period on, whatever the handling takes",
      async () => {
        const queue = await fixture.newQueue();
        const timer = rate(queue);
        await timers().put(timer);
        await fixture.pass(58_000);
        await silent(queue);
        for (let round = 0; round < 3; round += 1) {
          await fixture.pass(60_000);
          expect(await fired(queue, 1)).toEqual([timer.body]);
        }
        await timers().delete(timer.id);
      },
      timeoutMs + 300_000,
    );

    itWhen(
      minutes,
      "fires at a rate from its start",
      async () => {
        const queue = await fixture.newQueue();
        const timer = rate(queue, { schedule: { kind: "rate", minutes: 2, startAt: inSeconds(30) } });
        await timers().put(timer);
        await fixture.pass(25_000);
        await silent(queue);
        await fixture.pass(10_000);
        expect(await fired(queue, 1)).toHaveLength(1);
        await fixture.pass(100_000);
        await silent(queue);
        await fixture.pass(20_000);
        expect(await fired(queue, 1)).toHaveLength(1);
        await timers().delete(timer.id);
      },
      timeoutMs + 300_000,
    );

    itWhen(fires, "fires after a restart what fell due meanwhile", async () => {
      const queue = await fixture.newQueue();
      await timers().put(at(queue, inSeconds(2)));
      await fixture.restart(5000);
      await fixture.pass(1000);
      expect(await fired(queue, 1)).toHaveLength(1);
    });
  });
}
