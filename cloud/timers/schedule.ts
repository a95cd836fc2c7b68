import type { ActionAfterCompletion, FlexibleTimeWindow, GetScheduleCommandOutput, ScheduleState, Target } from "@aws-sdk/client-scheduler";
import type { Timer, TimerSchedule } from "#core/ports/timers.ts";

/** What a schedule says beside its name. */
export interface ScheduleFields {
  readonly Description: string;
  readonly ScheduleExpression: string;
  readonly ScheduleExpressionTimezone: "UTC";
  readonly StartDate?: Date;
  readonly State: ScheduleState;
  readonly FlexibleTimeWindow: FlexibleTimeWindow;
  readonly ActionAfterCompletion: ActionAfterCompletion;
  readonly Target: Target;
}

/** Where a schedule sends, and as whom. */
export interface Destination {
  /** The role EventBridge Scheduler takes to send to the queues. */
  readonly roleArn: string;
  /** The ARN of each queue by the name the rooms call it. */
  readonly queueArns: Readonly<Record<string, string>>;
  /** The ARN of the queue of messages that could not be sent; default: they are lost after the retries. */
  readonly deadLetterArn?: string;
}

/** A timer as a schedule. `now` moves a start that has passed to the next firing after it: Scheduler refuses starts of the past. */
export function toSchedule(timer: Timer, { roleArn, queueArns, deadLetterArn }: Destination, now: number): ScheduleFields {
  const Arn = queueArns[timer.queue];
  if (Arn === undefined) {
    throw new Error(`The timer ${timer.id} names the queue "${timer.queue}"; known are ${Object.keys(queueArns).join(", ") || "none"}.`);
  }
  return {
    // The description keeps the exact schedule, of which the expression shows only the part that is still to come.
    Description: JSON.stringify(timer.schedule),
    ...toExpression(timer.schedule, now),
    ScheduleExpressionTimezone: "UTC",
    State: timer.paused === true ? "DISABLED" : "ENABLED",
    FlexibleTimeWindow: { Mode: "OFF" },
    ActionAfterCompletion: timer.schedule.kind === "at" ? "DELETE" : "NONE",
    Target: {
      Arn,
      RoleArn: roleArn,
      Input: timer.body,
      RetryPolicy: { MaximumEventAgeInSeconds: RETRIED_SECONDS, MaximumRetryAttempts: 185 },
      ...(deadLetterArn !== undefined && { DeadLetterConfig: { Arn: deadLetterArn } }),
    },
  };
}

/** How long Scheduler goes on trying to send one message: a timer says what is to be looked at now, and is looked after by the sweep. */
const RETRIED_SECONDS = 3600;

/** The timer a schedule was made of. */
export function fromSchedule(schedule: GetScheduleCommandOutput, { queueArns }: Destination): Timer {
  const queue = Object.entries(queueArns).find(([, arn]) => arn === schedule.Target?.Arn)?.[0];
  return {
    id: schedule.Name ?? "",
    schedule: JSON.parse(schedule.Description ?? "null") as TimerSchedule,
    queue: queue ?? schedule.Target?.Arn ?? "",
    body: schedule.Target?.Input ?? "",
    ...(schedule.State === "DISABLED" && { paused: true }),
  };
}

function toExpression(schedule: TimerSchedule, now: number): Pick<ScheduleFields, "ScheduleExpression" | "StartDate"> {
  if (schedule.kind === "at")
    return { ScheduleExpression: `at(${new Date(Math.ceil(schedule.at / 1000) * 1000).toISOString().slice(0, 19)})` };
  const period = schedule.minutes * 60_000;
  const start = schedule.startAt ?? now + period;
  // Without a start a rate fires at once, so there always is one.
  const next = start > now ? start : start + Math.ceil((now - start) / period) * period;
  return {
    ScheduleExpression: `rate(${schedule.minutes} ${schedule.minutes === 1 ? "minute" : "minutes"})`,
    StartDate: new Date(Math.max(next, now + 1000)),
  };
}
