import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Queue, ReceivedMessage, ReceiveOptions } from "#core/ports/queue.ts";
import { eventually } from "#test/support/eventually.ts";

/** A queue under test; one serves all tests of an adapter, which use queues of their own. */
export interface QueueFixture {
  readonly queue: Queue;
  /** A second handle on the same data, as another process would have it. */
  readonly second: Queue;
  /** Closes `queue` and opens it again, as a restart does; `queue` is the new one then. */
  reopen(): Promise<Queue>;
  /** Lets time pass, as the adapter sees it. */
  pass(ms: number): Promise<void>;
  close(): Promise<void>;
}

export interface QueueSubject {
  open(): Promise<QueueFixture>;
  /** For one test; default 5,000 ms. */
  readonly timeoutMs?: number;
}

/** What every adapter of the Queue port must do. Times are whole seconds, as that is all the cloud keeps. */
export function describeQueue(name: string, subject: QueueSubject): void {
  const { timeoutMs = 5000 } = subject;

  describe(`Queue: ${name}`, { timeout: timeoutMs }, () => {
    let fixture: QueueFixture;
    beforeAll(async () => {
      fixture = await subject.open();
    }, 60_000);
    afterAll(() => fixture.close());
    const queue = () => fixture.queue;
    const newName = () => `q-${randomUUID()}`;

    /** Receives until `count` messages came, as one receive may give fewer than there are. */
    const receiveAll = async (from: string, count: number, options: ReceiveOptions = {}): Promise<ReceivedMessage[]> => {
      const received: ReceivedMessage[] = [];
      await eventually(async () => {
        received.push(...(await queue().receive(from, { max: 10, ...options })));
        expect(received.length).toBeGreaterThanOrEqual(count);
      }, timeoutMs * 0.8);
      return received;
    };
    const bodies = (messages: readonly ReceivedMessage[]) => messages.map((message) => message.body).sort();

    it("hands out what was sent, once while it is invisible", async () => {
      const name = newName();
      const sent = Array.from({ length: 25 }, (_, at) => `{"n":${at}}`);
      await queue().send(
        name,
        sent.map((body) => ({ body })),
      );
      const received = await receiveAll(name, 25);
      expect(bodies(received)).toEqual([...sent].sort());
      expect(new Set(received.map((message) => message.receipt)).size).toBe(25);
      expect(received.every((message) => message.receiveCount === 1 && message.id !== "")).toBe(true);
      expect(await queue().receive(name, { max: 10 })).toEqual([]);
    });

    it("keeps queues apart, and empty ones empty", async () => {
      const [one, other] = [newName(), newName()];
      await queue().send(one, [{ body: "for one" }]);
      await queue().send(other, []);
      expect(await queue().receive(other)).toEqual([]);
      expect(bodies(await receiveAll(one, 1))).toEqual(["for one"]);
    });

    it("gives at most what was asked for", async () => {
      const name = newName();
      await queue().send(
        name,
        Array.from({ length: 12 }, () => ({ body: "x" })),
      );
      expect(await queue().receive(name)).toHaveLength(1);
      expect((await queue().receive(name, { max: 10 })).length).toBeLessThanOrEqual(10);
    });

    it("forgets what was deleted", async () => {
      const name = newName();
      await queue().send(
        name,
        Array.from({ length: 12 }, (_, at) => ({ body: `m${at}` })),
      );
      const received = await receiveAll(name, 12, { visibilityMs: 1000 });
      await queue().delete(
        name,
        received.map((message) => message.receipt),
      );
      await fixture.pass(2000);
      expect(await queue().receive(name, { max: 10 })).toEqual([]);
    });

    it("delivers again what was not deleted, with another receipt and a higher count", async () => {
      const name = newName();
      await queue().send(name, [{ body: "again" }]);
      const [first] = await receiveAll(name, 1, { visibilityMs: 1000 });
      expect(await queue().receive(name)).toEqual([]);
      await fixture.pass(2000);
      const [second] = await receiveAll(name, 1);
      expect(second).toMatchObject({ id: first!.id, body: "again", receiveCount: 2 });
      expect(second!.receipt).not.toBe(first!.receipt);
    });

    it("ignores unknown and malformed receipts", async () => {
      const name = newName();
      await queue().delete(name, ["nonsense", "1-99", ""]);
      await queue().delete(name, []);
    });

    it("holds a message back for its delay", async () => {
      const name = newName();
      await queue().send(name, [{ body: "late", delayMs: 3000 }, { body: "now" }]);
      expect(bodies(await receiveAll(name, 1))).toEqual(["now"]);
      expect(await queue().receive(name)).toEqual([]);
      await fixture.pass(4000);
      expect(bodies(await receiveAll(name, 1))).toEqual(["late"]);
    });

    it("keeps a message invisible for longer when asked", async () => {
      const name = newName();
      await queue().send(name, [{ body: "long work" }]);
      const [message] = await receiveAll(name, 1, { visibilityMs: 2000 });
      await queue().extend(name, message!.receipt, 30_000);
      await fixture.pass(3000);
      expect(await queue().receive(name)).toEqual([]);
    });

    it("gives a message back early when asked", async () => {
      const name = newName();
      await queue().send(name, [{ body: "handed back" }]);
      const [message] = await receiveAll(name, 1, { visibilityMs: 30_000 });
      await queue().extend(name, message!.receipt, 1000);
      await fixture.pass(2000);
      expect(await receiveAll(name, 1)).toMatchObject([{ body: "handed back", receiveCount: 2 }]);
    });

    it("carries any text of JSON in ASCII, up to 200 KB", async () => {
      const name = newName();
      const body = JSON.stringify({ escapes: '\u0001\\"\n', data: "x".repeat(199_900) });
      await queue().send(name, [{ body }]);
      expect((await receiveAll(name, 1))[0]!.body).toBe(body);
    });

    it.each([
      ["an empty body", { body: "" }],
      ["an over-large body", { body: "x".repeat(300_000) }],
      ["a negative delay", { body: "x", delayMs: -1 }],
      ["a delay beyond 15 minutes", { body: "x", delayMs: 900_001 }],
    ])("refuses %s, and sends nothing of that call", async (_, refused) => {
      const name = newName();
      await expect(queue().send(name, [{ body: "good" }, refused])).rejects.toThrow(RangeError);
      expect(await queue().receive(name)).toEqual([]);
    });

    it.each<ReceiveOptions>([{ max: 0 }, { max: 11 }, { waitMs: -1 }, { waitMs: 20_001 }, { visibilityMs: -1 }])(
      "refuses to receive with %j",
      async (options) => {
        await expect(queue().receive(newName(), options)).rejects.toThrow(RangeError);
      },
    );

    describe("long poll", () => {
      it("is woken by a send", async () => {
        const name = newName();
        const polling = queue().receive(name, { waitMs: 20_000 });
        await queue().send(name, [{ body: "wake up" }]);
        expect(bodies(await polling)).toEqual(["wake up"]);
      });

      it("is woken by a send of another process", async () => {
        const name = newName();
        const polling = queue().receive(name, { waitMs: 20_000 });
        await fixture.second.send(name, [{ body: "from afar" }]);
        await fixture.pass(250);
        expect(bodies(await polling)).toEqual(["from afar"]);
      });

      it("is woken when a delay or an invisibility ends", async () => {
        const name = newName();
        await queue().send(name, [{ body: "delayed", delayMs: 1000 }]);
        const first = queue().receive(name, { waitMs: 20_000, visibilityMs: 1000 });
        await fixture.pass(1500);
        expect(bodies(await first)).toEqual(["delayed"]);
        const second = queue().receive(name, { waitMs: 20_000 });
        await fixture.pass(1500);
        expect(bodies(await second)).toEqual(["delayed"]);
      });

      it("ends empty after its time", async () => {
        const polling = queue().receive(newName(), { waitMs: 1000 });
        await fixture.pass(1500);
        expect(await polling).toEqual([]);
      });

      it("gives each message to one of many who wait", async () => {
        const name = newName();
        const polling = Array.from({ length: 5 }, (_, at) =>
          (at % 2 === 0 ? fixture.queue : fixture.second).receive(name, { waitMs: 3000, visibilityMs: 60_000 }),
        );
        await queue().send(
          name,
          ["a", "b", "c"].map((body) => ({ body })),
        );
        await fixture.pass(3500);
        expect(bodies((await Promise.all(polling)).flat())).toEqual(["a", "b", "c"]);
      });

      it("ends early when aborted, and takes no message with it", async () => {
        const name = newName();
        const abort = new AbortController();
        const polling = queue().receive(name, { waitMs: 20_000, visibilityMs: 60_000, signal: abort.signal });
        abort.abort();
        expect(await polling).toEqual([]);
        await queue().send(name, [{ body: "still here" }]);
        expect(bodies(await receiveAll(name, 1))).toEqual(["still here"]);
        expect(await queue().receive(name, { signal: abort.signal })).toEqual([]);
      });

      it("loses nothing when a send and an abort meet", async () => {
        const name = newName();
        const abort = new AbortController();
        const polling = queue().receive(name, { waitMs: 20_000, visibilityMs: 2000, signal: abort.signal });
        const sending = queue().send(name, [{ body: "either way" }]);
        abort.abort();
        await sending;
        if ((await polling).length > 0) await fixture.pass(3000);
        expect(bodies(await receiveAll(name, 1))).toEqual(["either way"]);
      });
    });

    it("keeps messages, delays and counts over a restart", async () => {
      const name = newName();
      await queue().send(name, [{ body: "received" }]);
      const [received] = await receiveAll(name, 1, { visibilityMs: 3000 });
      await queue().send(name, [{ body: "delayed", delayMs: 3000 }]);
      await fixture.reopen();
      expect(await queue().receive(name)).toEqual([]);
      await fixture.pass(4000);
      const again = await receiveAll(name, 2);
      expect(bodies(again)).toEqual(["delayed", "received"]);
      expect(again.find((message) => message.id === received!.id)?.receiveCount).toBe(2);
    });
  });
}
