import { createHash } from "node:crypto";
import {
  type ContainerDefinition,
  DescribeTaskDefinitionCommand,
  type ECSClient,
  RegisterTaskDefinitionCommand,
  type RegisterTaskDefinitionCommandInput,
  RunTaskCommand,
  type RunTaskCommandInput,
  StopTaskCommand,
} from "@aws-sdk/client-ecs";
import type { RunTasks, RunTasksPlace, TaskRequest, TaskShape, TaskStart } from "#core/ports/run-tasks.ts";

/** What tasks of runs are grouped under, by which events about them are known from others. */
export const RUN_GROUP = "millrace-runs";

/** Tasks of runs on Fargate: one task definition for each shape, registered when the first task of it is asked for. */
export function openRunTasks(client: ECSClient): RunTasks {
  return {
    async start(request) {
      const family = familyOf(request.place, request.shape);
      try {
        return await run(client, request, family);
      } catch (error) {
        if (!isUnknownDefinition(error)) return judged(error);
      }
      try {
        return await run(client, request, await register(client, request, family));
      } catch (error) {
        return judged(error);
      }
    },
    async stop(task) {
      try {
        await client.send(new StopTaskCommand(task));
      } catch (error) {
        if (!isUnknownTask(error)) throw error;
      }
    },
  };
}

/** The family of a shape: what the shape is made of decides its name, so that whoever needs it finds it. */
export function familyOf({ definition, container }: RunTasksPlace, { cpu, memory, image }: TaskShape): string {
  const digest = createHash("sha256")
    .update(JSON.stringify([definition, container, cpu, memory, image ?? null]))
    .digest("hex");
  return `millrace-run-${digest.slice(0, 24)}`;
}

async function run(client: ECSClient, { place, spot, flowRunId, token }: TaskRequest, taskDefinition: string): Promise<TaskStart> {
  const input: RunTaskCommandInput = {
    cluster: place.cluster,
    taskDefinition,
    capacityProviderStrategy: [{ capacityProvider: spot ? "FARGATE_SPOT" : "FARGATE", weight: 1 }],
    networkConfiguration: {
      awsvpcConfiguration: {
        subnets: [...place.subnets],
        securityGroups: [...place.security_groups],
        assignPublicIp: place.public_ip ? "ENABLED" : "DISABLED",
      },
    },
    overrides: { containerOverrides: [{ name: place.container, environment: [{ name: "MILLRACE_FLOW_RUN_ID", value: flowRunId }] }] },
    startedBy: flowRunId,
    group: RUN_GROUP,
    clientToken: token,
  };
  const { tasks = [], failures = [] } = await client.send(new RunTaskCommand(input));
  const task = tasks[0]?.taskArn;
  if (task !== undefined) return { kind: "started", task };
  const why = failures.map(({ reason, detail }) => [reason, detail].filter(Boolean).join(": ")).join("; ");
  return { kind: "later", why: why === "" ? "ECS started no task and gave no reason." : why };
}

async function register(client: ECSClient, { place, shape }: TaskRequest, family: string): Promise<string> {
  const { taskDefinition: base } = await client.send(new DescribeTaskDefinitionCommand({ taskDefinition: place.definition }));
  const container = base?.containerDefinitions?.find(({ name }) => name === place.container);
  if (base === undefined || container === undefined) throw new Error(`${place.definition} has no container ${place.container}.`);
  const own: ContainerDefinition = { ...container, ...(shape.image !== undefined && { image: shape.image }) };
  const input: RegisterTaskDefinitionCommandInput = {
    family,
    cpu: String(shape.cpu),
    memory: String(shape.memory),
    containerDefinitions: [own],
    networkMode: base.networkMode,
    requiresCompatibilities: ["FARGATE"],
    runtimePlatform: base.runtimePlatform,
    taskRoleArn: base.taskRoleArn,
    executionRoleArn: base.executionRoleArn,
  };
  const { taskDefinition } = await client.send(new RegisterTaskDefinitionCommand(input));
  return taskDefinition?.taskDefinitionArn ?? family;
}

function isUnknownDefinition(error: unknown): boolean {
  const { name, message } = error as Error;
  return (
    /^(ClientException|InvalidParameterException)$/.test(name) &&
    /task ?definition/i.test(message) &&
    /not found|inactive|unable/i.test(message)
  );
}

// ECS forgets tasks an hour after they stopped
function isUnknownTask(error: unknown): boolean {
  const { name, message } = error as Error;
  return name === "ClusterNotFoundException" || (name === "InvalidParameterException" && /task was not found/i.test(message));
}

/** What ECS answers when it is asked too much, or has none left: that passes. Anything else would be answered again. */
function judged(error: unknown): TaskStart {
  const { name, message, $metadata } = error as Error & { readonly $metadata?: { readonly httpStatusCode?: number } };
  const why = `${name}: ${message}`;
  const passes =
    /Throttl|TooManyRequests|RequestLimit|ServerException|ServiceUnavailable|Timeout|LimitExceeded|Conflict/i.test(name) ||
    /capacity|throttl|limit on the number of tasks|concurrent|rate exceeded/i.test(message) ||
    $metadata?.httpStatusCode === undefined ||
    $metadata.httpStatusCode >= 500;
  return { kind: passes ? "later" : "refused", why };
}
