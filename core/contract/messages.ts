import * as z from "zod";
import { StateType } from "./states.ts";

// What goes through the queues between our own functions. Unknown keys are tolerated, so that an older consumer can read a newer sender.

/** Names of the queues the functions know. */
export const queues = { events: "events", notifications: "notifications" } as const;

/** Queue `events`: a flow run is about to enter these states. Said before the write, so the reader looks whether it happened. */
export const TransitionMessage = z.object({
  kind: z.literal("flow-run"),
  run_id: z.string(),
  flow_id: z.string(),
  deployment_id: z.string().nullable(),
  /** In the order they are entered; mostly one. */
  states: z.array(z.object({ id: z.string(), type: StateType, name: z.string(), timestamp: z.string() })).min(1),
});
export type TransitionMessage = z.output<typeof TransitionMessage>;

/** What the events of changes through the API begin with. Clients may make no such events. */
export const API_EVENT_PREFIX = "millrace.api.";

/** Queue `events`: somebody changed something through the API. Said after it was done. */
export const ApiCallMessage = z.object({
  kind: z.literal("api-call"),
  id: z.string(),
  occurred: z.string(),
  /** Name of the route. */
  route: z.string(),
  resource_kind: z.string(),
  resource_id: z.string().nullable(),
  /** Name of the token. */
  actor: z.string(),
  token_id: z.string().nullable(),
  role: z.string(),
  request_id: z.string(),
});
export type ApiCallMessage = z.output<typeof ApiCallMessage>;

/** Queue `events`: a run falls due that no agent may be there for. What is due lies in the store. */
export const DueMessage = z.object({ kind: z.literal("due") });
export type DueMessage = z.output<typeof DueMessage>;

/**
 * Queue `events`: Lambda gave an invocation of the runner up. In Lambda's own words, which no `kind` begins.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export const RunnerFailureMessage = z
  .object({
    requestContext: z.object({ condition: z.string() }),
    requestPayload: z.object({ flow_run_id: z.string(), epoch: z.int() }),
    responsePayload: z.object({ errorType: z.string().optional(), errorMessage: z.string().optional() }).nullish(),
  })
  .transform(({ requestContext, requestPayload, responsePayload }) => ({
    kind: "runner-failure" as const,
    call: requestPayload,
    /** False for one that waited in vain for its turn. */
    began: requestContext.condition !== "EventAgeExceeded",
    error: responsePayload?.errorMessage ?? responsePayload?.errorType ?? requestContext.condition,
  }));
export type RunnerFailureMessage = z.output<typeof RunnerFailureMessage>;

/**
 * Queue `events`: a Fargate task that was started for one run has stopped. In ECS's own words.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html
 */
export const TaskStoppedMessage = z
  .object({
    "detail-type": z.literal("ECS Task State Change"),
    detail: z.object({
      taskArn: z.string(),
      lastStatus: z.literal("STOPPED"),
      startedBy: z.string(),
      stopCode: z.string().optional(),
      stoppedReason: z.string().optional(),
      containers: z
        .array(z.object({ name: z.string().optional(), exitCode: z.int().optional(), reason: z.string().optional() }))
        .optional(),
    }),
  })
  .transform(({ detail: { taskArn, startedBy, stopCode, stoppedReason, containers = [] } }) => {
    const [container] = containers;
    const said = [
      stoppedReason,
      container?.reason,
      container?.exitCode === undefined
        ? undefined
        : `exit code ${container.exitCode}${container.exitCode === 137 ? ", which is a kill, mostly for memory" : ""}`,
    ].filter((part) => part !== undefined && part !== "");
    return {
      kind: "task-stopped" as const,
      task: taskArn,
      flow_run_id: startedBy,
      /** False if its process ended by itself, with nothing to complain about. */
      failed: container?.exitCode !== 0,
      reason: `${said.join("; ") || "ECS gave no reason"}${stopCode === undefined ? "" : ` (${stopCode})`}.`,
    };
  });
export type TaskStoppedMessage = z.output<typeof TaskStoppedMessage>;

/** Everything queue `events` carries. */
export const EventsMessage = z.union([
  z.discriminatedUnion("kind", [TransitionMessage, ApiCallMessage, DueMessage]),
  RunnerFailureMessage,
  TaskStoppedMessage,
]);

/** Queue `notifications`: this delivery is to be tried. What it says lies in its document. */
export const DeliveryMessage = z.object({
  kind: z.literal("delivery"),
  notification_id: z.string(),
  state_id: z.string(),
  state_timestamp: z.string(),
});
export type DeliveryMessage = z.output<typeof DeliveryMessage>;

/** Queue `notifications`: a run ended, whose trace is to be exported. What it is lies in the store. */
export const TraceMessage = z.object({ kind: z.literal("trace"), flow_run_id: z.string(), ended: z.string() });
export type TraceMessage = z.output<typeof TraceMessage>;

/** Everything that comes through the queue `notifications`. */
export const NotificationsMessage = z.discriminatedUnion("kind", [DeliveryMessage, TraceMessage]);
