import { ConfiguredRetryStrategy } from "@smithy/core/retry";
import { describe, expect, it } from "vitest";
import { fromSchedule, toSchedule } from "#cloud/timers/schedule.ts";
import { schedulerClient } from "#cloud/timers/scheduler-client.ts";
import { openTimers } from "#cloud/timers/timers.ts";
import { systemClock } from "#core/ports/system.ts";
import type { Timer } from "#core/ports/timers.ts";
import { answering, nowhere } from "./support.ts";

const destination = {
  roleArn: "arn:aws:iam::1:role/timers",
  queueArns: { tick: "arn:aws:sqs:us-east-1:1:tick" },
  deadLetterArn: "arn:aws:sqs:us-east-1:1:lost",
};
const now = Date.UTC(2026, 10, 23, 9, 0, 0);
const timer = (schedule: Timer["schedule"], more: Partial<Timer> = {}): Timer => ({
  id: "t",
  queue: "tick",
  body: "{}",
  schedule,
  ...more,
});

describe("a schedule", () => {
  it.each([
    ["in a minute", { kind: "at", at: now + 60_000 }, "at(2026-11-23T09:01:00)", undefined],
    ["never earlier than asked", { kind: "at", at: now + 1 }, "at(2026-11-23T09:00:01)", undefined],
    ["each minute, from one period on", { kind: "rate", minutes: 1 }, "rate(1 minute)", now + 60_000],
    ["each hour, from a start to come", { kind: "rate", minutes: 60, startAt: now + 5000 }, "rate(60 minutes)", now + 5000],
    [
      "in the rhythm of a start that has passed",
      { kind: "rate", minutes: 60, startAt: now - 3_599_000 * 3 },
      "rate(60 minutes)",
      now + 3000,
    ],
  ] as const)("fires %s", (_, schedule, expression, start) => {
    const made = toSchedule(timer(schedule), destination, now);
    expect(made).toMatchObject({
      ScheduleExpression: expression,
      ScheduleExpressionTimezone: "UTC",
      State: "ENABLED",
      FlexibleTimeWindow: { Mode: "OFF" },
    });
    expect(made.StartDate?.getTime()).toBe(start);
    expect(made.ActionAfterCompletion).toBe(schedule.kind === "at" ? "DELETE" : "NONE");
    expect(made.Target).toEqual({
      Arn: destination.queueArns.tick,
      RoleArn: destination.roleArn,
      Input: "{}",
      RetryPolicy: { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 185 },
      DeadLetterConfig: { Arn: destination.deadLetterArn },
    });
  });

  it("reads back as the timer it was made of", () => {
    const given = timer({ kind: "rate", minutes: 5, startAt: now - 1 }, { paused: true });
    const { StartDate: _, ...made } = toSchedule(given, destination, now);
    expect(fromSchedule({ Name: "t", ...made, $metadata: {} }, destination)).toEqual(given);
  });

  it("refuses a queue the stack does not know", () => {
    expect(() => toSchedule(timer({ kind: "at", at: now }, { queue: "tock" }), destination, now)).toThrow(
      'names the queue "tock"; known are tick',
    );
  });
});

describe("timers", () => {
  it("get through while the account's rate of requests is exceeded, a wave of them each under its own name", async () => {
    const created: string[] = [];
    const tries = new Map<string, number>();
    const requestHandler = answering(({ operation }) => {
      const name = operation.split("/").at(-1)!;
      tries.set(name, (tries.get(name) ?? 0) + 1);
      // each is refused twice before it is heard
      if (tries.get(name)! <= 2) return { status: 429, body: { __type: "ThrottlingException", message: "Rate exceeded" } };
      created.push(name);
      return { body: { ScheduleArn: "arn" } };
    });
    const client = schedulerClient({
      ...nowhere,
      requestHandler,
      retryStrategy: new ConfiguredRetryStrategy(10, () => 1),
    });
    const timers = openTimers({ client, group: "g", ...destination, queue: undefined as never, clock: systemClock });
    const ids = Array.from({ length: 50 }, (_, at) => `deployment-${at}`);
    await Promise.all(ids.map((id) => timers.put({ id, queue: "tick", body: "{}", schedule: { kind: "at", at: Date.now() + 600_000 } })));
    expect(created.toSorted()).toEqual(ids.toSorted());
    expect([...tries.values()]).toEqual(ids.map(() => 3));
  });

  it("give up a throttled request only after some twenty seconds", async () => {
    const { retryStrategy } = schedulerClient(nowhere).config;
    const strategy = (await retryStrategy()) as unknown as {
      getMaxAttempts?: () => Promise<number>;
      maxAttemptsProvider(): Promise<number>;
    };
    expect(await strategy.maxAttemptsProvider()).toBe(10);
  });

  it("lists page by page", async () => {
    const asked: unknown[] = [];
    const requestHandler = answering(({ query }) => {
      asked.push(query["NextToken"]);
      return {
        body: query["NextToken"] === undefined ? { Schedules: [{ Name: "a" }], NextToken: "more" } : { Schedules: [{ Name: "b" }] },
      };
    });
    const client = schedulerClient({ ...nowhere, requestHandler });
    const timers = openTimers({ client, group: "g", ...destination, queue: undefined as never, clock: systemClock });
    const first = await timers.list("");
    expect(first).toEqual({ ids: ["a"], cursor: "more" });
    expect(await timers.list("", first.cursor)).toEqual({ ids: ["b"] });
    expect(asked).toEqual([undefined, "more"]);
  });

  it("replaces one that fires, and so goes, in the middle of it", async () => {
    const operations: string[] = [];
    const requestHandler = answering(({ operation }) => {
      operations.push(operation.split(" ")[0]!);
      if (operations.length === 1) return { status: 409, body: { __type: "ConflictException", Message: "there" } };
      if (operations.length === 2) return { status: 404, body: { __type: "ResourceNotFoundException", Message: "gone" } };
      return { body: { ScheduleArn: "arn" } };
    });
    const client = schedulerClient({ ...nowhere, requestHandler });
    const timers = openTimers({ client, group: "g", ...destination, queue: undefined as never, clock: systemClock });
    await timers.put(timer({ kind: "rate", minutes: 1 }));
    expect(operations).toEqual(["POST", "PUT", "POST"]);
  });
});
