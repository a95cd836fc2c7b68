import * as z from "zod";
import { notOnFargate } from "./fargate-size.ts";
import { CreatedBy, FlowRunPolicy } from "./flow-runs.ts";
import { Json, Labels, Name, optional, orDefault, orNull, Tags, Timestamp, Uuid } from "./scalars.ts";
import { CatchUp, Overlap, Schedule, ScheduleInput } from "./schedules.ts";
import { StateCreate } from "./states.ts";

/** A flow's code as one file in the storage, named by its content. */
export const Bundle = z
  .object({
    /** SHA-256 of the file's bytes, in hex; an agent runs nothing else. */
    digest: z.string().regex(/^[0-9a-f]{64}$/),
    /** Bytes. */
    size: z.int().min(1),
    /** Where it is kept, as presigning takes it. */
    key: z.string().min(1).max(900),
    /** Name of the flow inside the file: the file registers each flow it defines under its name. */
    flow: Name,
  })
  .meta({ id: "Bundle" });
export type Bundle = z.output<typeof Bundle>;

/** Environment of the process, added to what is there. */
const env = z.record(z.string().max(255), z.string().max(8192)).optional();

const SubprocessInfrastructure = z.object({
  /** A process of the agent that claimed the run. */
  type: z.literal("subprocess"),
  env,
  /** Absolute path; default: a directory of the run's own that is removed afterwards. */
  working_dir: z.string().max(1024).optional(),
});

const EcsInfrastructure = z
  .object({
    /** A Fargate task of the run's own. */
    type: z.literal("ecs"),
    env,
    /** CPU units, 1024 to a vCPU. */
    cpu: z.int(),
    /** MiB. */
    memory: z.int(),
    /** Default: the image of the agents. */
    image: z.string().min(1).max(1024).optional(),
    /** Spot capacity, as long as there is some. */
    spot: z.boolean(),
  })
  .check((context) => {
    const wrong = notOnFargate(context.value.cpu, context.value.memory);
    if (wrong === undefined) return;
    const message = `expected ${wrong.expected}.`;
    context.issues.push({ code: "custom", input: context.value[wrong.option], path: [wrong.option], message });
  });

const LambdaInfrastructure = z.object({
  /** The runner function of a deployment in AWS, without an agent. */
  type: z.literal("lambda"),
  env,
  /** The most that one invocation takes; a run that needs longer goes on in another. Default: all that the function has. */
  timeout_seconds: z.int().min(10).max(900).optional(),
});

/** Where and how a run of a deployment gets its process. */
export const Infrastructure = z
  .discriminatedUnion("type", [SubprocessInfrastructure, EcsInfrastructure, LambdaInfrastructure])
  .meta({ id: "Infrastructure" });
export type Infrastructure = z.output<typeof Infrastructure>;

/** What happens when a deployment's limit is reached: the run waits for a slot, or is cancelled. */
export const ConcurrencyOptions = z
  .object({ collision_strategy: z.enum(["ENQUEUE", "CANCEL_NEW"]), grace_period_seconds: z.int().min(60).max(86_400).nullish() })
  .meta({ id: "ConcurrencyOptions" });
export type ConcurrencyOptions = z.output<typeof ConcurrencyOptions>;

/** Retries that runs of a deployment begin with; those of the flow hold where nothing is said. */
export const DeploymentRetries = z
  .object({
    /** How often a failed run is tried again. */
    retries: z.int().min(0).max(1000).nullish(),
    /** Seconds. */
    retry_delay: z.number().min(0).nullish(),
    /** How often a run is started again whose process or machine was lost; default 3. */
    crash_retries: z.int().min(0).max(1000).nullish(),
  })
  .meta({ id: "DeploymentRetries" });
export type DeploymentRetries = z.output<typeof DeploymentRetries>;

/** One schedule of a deployment. */
export const DeploymentSchedule = z
  .object({
    id: Uuid,
    created: Timestamp,
    updated: Timestamp,
    deployment_id: Uuid,
    schedule: Schedule,
    active: z.boolean(),
    max_scheduled_runs: z.int().nullable(),
    /** Put over the deployment's own parameters. */
    parameters: Json,
    slug: z.string().nullable(),
    /** Ours. */
    overlap: Overlap,
    /** Ours. */
    catch_up: CatchUp,
  })
  .meta({ id: "DeploymentSchedule" });
export type DeploymentSchedule = z.output<typeof DeploymentSchedule>;

/** A schedule as clients send it. Schedules without a slug are told apart by what they say. */
export const DeploymentScheduleCreate = z
  .strictObject({
    schedule: ScheduleInput,
    active: orDefault(z.boolean(), true),
    max_scheduled_runs: orNull(z.int().min(1).max(100)),
    parameters: orDefault(Json, {}),
    slug: orNull(z.string().min(1).max(255)),
    replaces: optional(z.string()),
    overlap: orDefault(Overlap, "allow"),
    catch_up: orDefault(CatchUp, "all"),
  })
  .meta({ id: "DeploymentScheduleCreate" });
export type DeploymentScheduleCreate = z.output<typeof DeploymentScheduleCreate>;

export const DeploymentScheduleUpdate = z
  .strictObject({
    schedule: optional(ScheduleInput),
    active: optional(z.boolean()),
    max_scheduled_runs: optional(z.int().min(1).max(100)),
    parameters: optional(Json),
    slug: optional(z.string().min(1).max(255)),
    overlap: optional(Overlap),
    catch_up: optional(CatchUp),
  })
  .meta({ id: "DeploymentScheduleUpdate" });
export type DeploymentScheduleUpdate = z.output<typeof DeploymentScheduleUpdate>;

/** A flow with what it takes to run it without its author: code, parameters, schedules, queue. */
export const Deployment = z
  .object({
    id: Uuid,
    created: Timestamp,
    updated: Timestamp,
    name: Name,
    flow_id: Uuid,
    version: z.string().nullable(),
    description: z.string().nullable(),
    paused: z.boolean(),
    schedules: z.array(DeploymentSchedule),
    concurrency_limit: z.int().nullable(),
    concurrency_options: ConcurrencyOptions.nullable(),
    global_concurrency_limit: z.null(),
    tags: z.array(z.string()),
    labels: Labels,
    parameters: Json,
    parameter_openapi_schema: Json.nullable(),
    enforce_parameter_schema: z.boolean(),
    job_variables: Json,
    work_queue_id: Uuid.nullable(),
    work_queue_name: z.string().nullable(),
    work_pool_name: z.string().nullable(),
    path: z.string().nullable(),
    entrypoint: z.string().nullable(),
    pull_steps: z.array(Json).nullable(),
    storage_document_id: Uuid.nullable(),
    infrastructure_document_id: Uuid.nullable(),
    created_by: CreatedBy.nullable(),
    updated_by: CreatedBy.nullable(),
    last_polled: Timestamp.nullable(),
    /** READY while an agent polls a queue that takes its runs; where runs need no agent, if this server has what they run on instead. */
    status: z.enum(["READY", "NOT_READY"]),
    /** Ours: the code. Null for a deployment another client made. */
    bundle: Bundle.nullable(),
    /** Ours. */
    infrastructure: Infrastructure,
    /** Ours. */
    retries: DeploymentRetries,
  })
  .meta({ id: "Deployment" });
export type Deployment = z.output<typeof Deployment>;

const settable = {
  version: optional(z.string().max(255)),
  description: optional(z.string().max(10_000)),
  tags: optional(Tags),
  labels: optional(Labels),
  parameters: optional(Json),
  parameter_openapi_schema: optional(Json),
  enforce_parameter_schema: optional(z.boolean()),
  job_variables: optional(Json),
  work_pool_name: optional(Name),
  path: optional(z.string().max(1024)),
  entrypoint: optional(z.string().max(1024)),
  pull_steps: optional(z.array(Json)),
  storage_document_id: optional(Uuid),
  infrastructure_document_id: optional(Uuid),
  version_info: optional(Json),
  global_concurrency_limit_id: optional(Uuid),
  bundle: optional(Bundle),
  infrastructure: optional(Infrastructure),
  retries: optional(DeploymentRetries),
};

/** Creating is upserting: the same flow and name are the same deployment, and what is sent replaces what was. */
export const DeploymentCreate = z
  .strictObject({
    name: Name,
    flow_id: Uuid,
    paused: optional(z.boolean()),
    schedules: optional(z.array(DeploymentScheduleCreate).max(50)),
    concurrency_limit: orNull(z.int().min(1).max(500)),
    concurrency_options: orNull(ConcurrencyOptions),
    work_queue_name: orNull(Name),
    ...settable,
  })
  .meta({ id: "DeploymentCreate" });
export type DeploymentCreate = z.output<typeof DeploymentCreate>;

/** Only what is given changes; null takes a limit or a queue away. */
export const DeploymentUpdate = z
  .strictObject({
    paused: optional(z.boolean()),
    schedules: optional(z.array(DeploymentScheduleCreate).max(50)),
    concurrency_limit: z.int().min(1).max(500).nullish(),
    concurrency_options: ConcurrencyOptions.nullish(),
    work_queue_name: Name.nullish(),
    ...settable,
  })
  .meta({ id: "DeploymentUpdate" });
export type DeploymentUpdate = z.output<typeof DeploymentUpdate>;

/** A run of a deployment: what is left out is the deployment's. */
export const DeploymentRun = z
  .strictObject({
    /** Default: SCHEDULED, now. */
    state: optional(StateCreate),
    name: optional(Name),
    /** Put over the deployment's own. */
    parameters: orDefault(Json, {}),
    enforce_parameter_schema: optional(z.boolean()),
    context: orDefault(Json, {}),
    infrastructure_document_id: optional(Uuid),
    empirical_policy: optional(FlowRunPolicy),
    tags: orDefault(Tags, []),
    labels: orDefault(Labels, {}),
    idempotency_key: optional(z.string().min(1).max(1024)),
    parent_task_run_id: optional(Uuid),
    work_queue_name: optional(Name),
    job_variables: optional(Json),
  })
  .meta({ id: "DeploymentRun" });
export type DeploymentRun = z.output<typeof DeploymentRun>;

/** Ours: the next firings of a schedule that need not be stored anywhere. */
export const SchedulePreview = z.object({ times: z.array(Timestamp) }).meta({ id: "SchedulePreview" });

/** Ours: why a run has not started, for people. */
export const WhyWaiting = z
  .object({
    /** False once the run has started or ended; the sentence then says so. */
    waiting: z.boolean(),
    /** Stable, for programs. */
    code: z.enum([
      "not-waiting",
      "future",
      "ready",
      "no-queue",
      "queue-paused",
      "deployment-paused",
      "no-agent",
      "no-placement",
      "concurrency",
      "paused",
      "retrying",
    ]),
    /** One sentence, such as `No work queue takes runs with the tags ml; create one with …`. */
    sentence: z.string(),
    work_queue_names: z.array(z.string()),
  })
  .meta({ id: "WhyWaiting" });
export type WhyWaiting = z.output<typeof WhyWaiting>;
