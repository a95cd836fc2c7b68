import { expect, it } from "vitest";
import { protectWhileBusy } from "#agent/scale-in.ts";
import { openHttpSink } from "#test/support/http-sink.ts";

it("asks ECS to stop others first while it holds runs, tries again when ECS refuses, and takes it back", async () => {
  await using ecs = await openHttpSink();
  ecs.reactions.push({ status: 200 });
  const running = new Map<string, never>();
  let next = Promise.withResolvers<void>();
  const changed = () => next.promise;
  const change = () => {
    next.resolve();
    next = Promise.withResolvers();
  };
  const done = new AbortController();
  const ended = protectWhileBusy({ running, changed }, ecs.url, done.signal);
  const told = () => ecs.received.map(({ path, body }) => [path, JSON.parse(body) as unknown]);
  running.set("a", undefined as never);
  change();
  await expect.poll(told).toEqual([["/task-protection/v1/state", { ProtectionEnabled: true, ExpiresInMinutes: 60 }]]);
  running.set("b", undefined as never);
  change();
  running.clear();
  change();
  await expect.poll(told).toHaveLength(2);
  expect(told()[1]).toEqual(["/task-protection/v1/state", { ProtectionEnabled: false }]);
  done.abort();
  change();
  await ended;
});
