import type { RouteInput } from "#core/contract/route.ts";
import type { Routes } from "#core/contract/routes.ts";
import type { FlowDefinition } from "../engine/flow-definition.ts";
import type { AnyDeploymentOptions, CatchUpOption, DeploymentScheduleDefinition } from "./options.ts";
import { parameterSchemaOf } from "./parameter-schema.ts";

/** What the API is told of a deployment, but for the flow's id and the code. */
export type DeploymentRequest = Omit<RouteInput<Routes["createDeployment"]>["body"], "flow_id" | "bundle">;

/** The options in the words of the contract. What is left out is sent as the default, since what is sent replaces what was. */
export function requestOf(name: string, flow: FlowDefinition, options: AnyDeploymentOptions): DeploymentRequest {
  const { concurrency, retries, retryDelaySeconds, crashRetries } = options;
  const limit = typeof concurrency === "object" ? concurrency.limit : concurrency;
  const onCollision = typeof concurrency === "object" ? concurrency.onCollision : undefined;
  const schedules = options.schedules ?? (options.schedule === undefined ? [] : [options.schedule]);
  return {
    name,
    version: options.version ?? flow.version,
    description: options.description ?? flow.options.description ?? "",
    tags: [...(options.tags ?? [])],
    // parameters travel as JSON, so a date becomes its text here and is read again by the flow's schema
    parameters: JSON.parse(JSON.stringify(options.parameters ?? {})),
    parameter_openapi_schema: parameterSchemaOf(flow.options.parameters) ?? {},
    schedules: schedules.map((schedule) => scheduleOf(schedule, options)),
    work_queue_name: options.workQueue ?? null,
    infrastructure: options.infrastructure ?? { type: "subprocess" },
    retries: {
      retries: retries ?? flow.options.retries ?? null,
      retry_delay: retryDelaySeconds ?? flow.options.retryDelaySeconds ?? null,
      crash_retries: crashRetries ?? null,
    },
    concurrency_limit: limit ?? null,
    concurrency_options: limit === undefined ? null : { collision_strategy: onCollision === "cancel-new" ? "CANCEL_NEW" : "ENQUEUE" },
    ...(options.paused !== undefined && { paused: options.paused }),
  };
}

function scheduleOf(own: DeploymentScheduleDefinition, all: AnyDeploymentOptions) {
  const { schedule, paused = false, slug = null, parameters = {} } = own;
  return {
    schedule,
    active: !paused,
    slug,
    parameters: JSON.parse(JSON.stringify(parameters)) as Record<string, unknown>,
    overlap: own.overlap ?? all.overlap ?? ("allow" as const),
    catch_up: catchUpOf(own.catchUp ?? all.catchUp ?? "all"),
  };
}

function catchUpOf(option: CatchUpOption) {
  return typeof option === "string" ? option : { within: option.withinSeconds };
}
