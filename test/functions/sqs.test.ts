import { expect, it } from "vitest";
import type { Consumer } from "#functions/messages.ts";
import { behindSqs } from "#functions/sqs.ts";

const batch = (...bodies: string[]) => ({
  Records: bodies.map((body, at) => ({ messageId: `m${at}`, body, receiptHandle: `r${at}` })),
});

function behind(consume: Consumer) {
  const extended: [string, number][] = [];
  const logged: string[] = [];
  const handler = behindSqs(consume, {
    extend: async (receipt, delayMs) => void extended.push([receipt, delayMs]),
    log: (line) => logged.push(line),
  });
  return { handler, extended, logged };
}

it("reports nothing of a batch that went well, in one call", async () => {
  const calls: number[] = [];
  const { handler } = behind(async (messages) => {
    calls.push(messages.length);
    return { again: [] };
  });
  expect(await handler(batch("a", "b", "c"))).toEqual({ batchItemFailures: [] });
  expect(calls).toEqual([3]);
});

it("keeps a poison message from holding up the others", async () => {
  const done: string[] = [];
  const { handler, logged } = behind(async (messages) => {
    if (messages.some(({ body }) => body === "poison")) throw new Error("cannot");
    done.push(...messages.map(({ body }) => body));
    return { again: [] };
  });
  expect(await handler(batch("a", "poison", "c"))).toEqual({ batchItemFailures: [{ itemIdentifier: "m1" }] });
  expect(done).toEqual(["a", "c"]);
  expect(logged).toHaveLength(1);
  expect(JSON.parse(logged[0]!)).toMatchObject({ level: "error", id: "m1" });
  expect(logged[0]).not.toContain("poison");
});

it("sets when a message comes again that asked for it", async () => {
  const { handler, extended } = behind(async () => ({ again: [{ id: "m1", delayMs: 5000 }] }));
  expect(await handler(batch("a", "b"))).toEqual({ batchItemFailures: [{ itemIdentifier: "m1" }] });
  expect(extended).toEqual([["r1", 5000]]);
});

it("still reports a message whose moment could not be set", async () => {
  const handler = behindSqs(async () => ({ again: [{ id: "m0", delayMs: 1 }] }), {
    extend: () => Promise.reject(new Error("away")),
    log: () => undefined,
  });
  expect(await handler(batch("a"))).toEqual({ batchItemFailures: [{ itemIdentifier: "m0" }] });
});
