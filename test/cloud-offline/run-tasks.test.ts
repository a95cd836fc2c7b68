import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { familyOf, openRunTasks } from "#cloud/ecs/run-tasks.ts";
import type { TaskRequest } from "#core/ports/run-tasks.ts";
import { type EcsServer, ecsServer } from "#test/support/ecs-server.ts";

const place = { cluster: "c", definition: "agents:7", container: "Agent", subnets: ["s-1"], security_groups: ["g-1"], public_ip: true };
const request: TaskRequest = { place, shape: { cpu: 512, memory: 1024 }, spot: true, flowRunId: "run-1", token: "once" };
const base = {
  containerDefinitions: [{ name: "Agent", image: "node", secrets: [{ name: "MILLRACE_API_KEY", valueFrom: "arn" }] }],
  networkMode: "awsvpc",
  runtimePlatform: { cpuArchitecture: "ARM64" },
  taskRoleArn: "role/task",
  executionRoleArn: "role/execution",
};

let ecs: EcsServer;
const registered: Record<string, unknown>[] = [];
beforeEach(async () => {
  ecs = await ecsServer();
  registered.length = 0;
  ecs.answers.set("DescribeTaskDefinition", () => ({ taskDefinition: base }));
  ecs.answers.set("RegisterTaskDefinition", (input) => {
    registered.push(input);
    return { taskDefinition: { taskDefinitionArn: `arn:task-definition/${input["family"]}:${registered.length}` } };
  });
  ecs.answers.set("RunTask", ({ taskDefinition }) =>
    registered.some(({ family }) => String(taskDefinition).includes(String(family)))
      ? { tasks: [{ taskArn: "arn:task/c/abc" }], failures: [] }
      : { type: "ClientException", message: "TaskDefinition not found." },
  );
});
afterEach(() => ecs[Symbol.asyncDispose]());

describe("a task of a run's own", () => {
  it("is of one definition for each shape, made from that of the agents when the first is asked for", async () => {
    const tasks = openRunTasks(ecs.client);
    expect(await tasks.start(request)).toEqual({ kind: "started", task: "arn:task/c/abc" });
    await tasks.start({ ...request, flowRunId: "run-2", token: "twice" });
    expect(registered).toEqual([
      {
        family: familyOf(place, request.shape),
        cpu: "512",
        memory: "1024",
        requiresCompatibilities: ["FARGATE"],
        ...base,
      },
    ]);
    await tasks.start({ ...request, shape: { ...request.shape, image: "example.com/r:1" } });
    expect(registered).toHaveLength(2);
    expect(registered[1]).toMatchObject({
      containerDefinitions: [{ image: "example.com/r:1", secrets: base.containerDefinitions[0]!.secrets }],
    });
    expect(familyOf({ ...place, definition: "agents:8" }, request.shape)).not.toBe(familyOf(place, request.shape));
  });

  it("is told which run it is for, and asked for under the text that keeps it from being two", async () => {
    await openRunTasks(ecs.client).start(request);
    expect(ecs.calls.at(-1)).toEqual({
      action: "RunTask",
      input: {
        cluster: "c",
        taskDefinition: `arn:task-definition/${familyOf(place, request.shape)}:1`,
        capacityProviderStrategy: [{ capacityProvider: "FARGATE_SPOT", weight: 1 }],
        networkConfiguration: { awsvpcConfiguration: { subnets: ["s-1"], securityGroups: ["g-1"], assignPublicIp: "ENABLED" } },
        overrides: { containerOverrides: [{ name: "Agent", environment: [{ name: "MILLRACE_FLOW_RUN_ID", value: "run-1" }] }] },
        startedBy: "run-1",
        group: "millrace-runs",
        clientToken: "once",
      },
    });
  });

  it("is stopped with a reason; one that ECS forgot, or whose cluster went, is stopped already, and anything else is an error", async () => {
    const tasks = openRunTasks(ecs.client);
    const stopping = { cluster: "c", task: "arn:task/c/abc", reason: "its run was cancelled" };
    ecs.answers.set("StopTask", () => ({ task: {} }));
    await tasks.stop(stopping);
    expect(ecs.calls.at(-1)).toEqual({ action: "StopTask", input: stopping });
    for (const [type, message] of [
      ["InvalidParameterException", "The referenced task was not found."],
      ["ClusterNotFoundException", "Cluster not found."],
    ] as const) {
      ecs.answers.set("StopTask", () => ({ type, message }));
      await tasks.stop(stopping);
    }
    ecs.answers.set("StopTask", () => ({ type: "ThrottlingException", message: "Rate exceeded" }));
    await expect(tasks.stop(stopping)).rejects.toThrow("Rate exceeded");
  });

  it.each([
    ["there is no capacity", { failures: [{ reason: "Capacity is unavailable at this time" }], tasks: [] }, "later"],
    ["it is asked too often", { type: "ThrottlingException", message: "Rate exceeded" }, "later"],
    [
      "the account has too many",
      { type: "ClientException", message: "You've reached the limit on the number of tasks you can run concurrently" },
      "later",
    ],
    ["ECS has failed", { type: "ServerException", message: "Service Unavailable", status: 500 }, "later"],
    ["the image can't be meant", { type: "InvalidParameterException", message: "Invalid image" }, "refused"],
    ["it may not", { type: "AccessDeniedException", message: "not authorized to perform: iam:PassRole" }, "refused"],
  ] as const)("is %j: the answer says whether that passes", async (_, answer, kind) => {
    ecs.answers.set("RunTask", () => ({ ...answer }) as never);
    expect(await openRunTasks(ecs.client).start(request)).toMatchObject({ kind, why: expect.stringMatching(/./) });
  });
});
