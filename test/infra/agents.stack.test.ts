import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { RUN_GROUP } from "#cloud/ecs/run-tasks.ts";
import { prices } from "#core/rules/prices.ts";
import { statementsOf } from "./support/policies.ts";
import { buildBundles, type Synthesized, synthesize } from "./support/synthesize.ts";

let bundles: Awaited<ReturnType<typeof buildBundles>>;
let agents: Synthesized;
let core: Synthesized;
beforeAll(async () => {
  bundles = await buildBundles();
  const context = { all: "true", queues: "urgent,ml", maxAgents: "7", rotate: "2" };
  agents = synthesize(bundles.directory, context, "MillraceAgents");
  core = synthesize(bundles.directory, context);
});
afterAll(() => bundles.clean());

it("gives the agents a token of their own, and never the first one", () => {
  const text = JSON.stringify(agents.resources);
  expect(text).toContain(":parameter/millrace/MillraceAgents/agent-token");
  expect(text).not.toContain("/millrace/Millrace/token");
});

it("starts no agent before its token is there", () => {
  const [[, service] = []] = agents.ofType("AWS::ECS::Service");
  expect((service as unknown as { DependsOn: string[] }).DependsOn).toContainEqual(expect.stringMatching(/^AgentsRegistryToken/));
});

it("tells the server of the agents, with what its functions go by", () => {
  agents.template.hasResourceProperties("AWS::CloudFormation::CustomResource", {
    Kind: "fleet",
    WorkQueues: ["urgent", "ml"],
    RunsAtOnce: 4,
    Min: 0,
    Max: 7,
    IdleSeconds: 600,
  });
  agents.template.hasResourceProperties("AWS::CloudFormation::CustomResource", { Kind: "token", Rotation: "2" });
});

it("has the alarms that the guide prices beside those of the control plane", () => {
  const guide = readFileSync(new URL("../../docs/guides/deploy-aws.md", import.meta.url), "utf8");
  expect(agents.ofType("AWS::CloudWatch::Alarm")).toHaveLength(2);
  expect(guide).toContain(`| the two alarms of agents on Fargate | $${(2 * prices.alarmMonth.each).toFixed(2)} |`);
});

it("lets one function of the server set the number of agents, of this service alone, and names none in the core", () => {
  const [scaling, ...others] = statementsOf(agents).filter(({ actions }) => actions.includes("ecs:UpdateService"));
  expect(others).toEqual([]);
  expect(scaling?.role).toBe("ReactHandler");
  expect(scaling?.actions).toEqual(["ecs:DescribeServices", "ecs:UpdateService"]);
  expect(scaling?.resources).toEqual([expect.stringMatching(/^\$\{AgentsService/)]);
  expect(JSON.stringify(core.resources)).not.toContain("ecs:");
});

it("lets its own function touch tokens, what the fleet is and work queues, and nothing else of the table", () => {
  const onTable = statementsOf(agents).filter(({ actions }) => actions.some((action) => action.startsWith("dynamodb:")));
  expect(onTable.map(({ actions, condition }) => ({ actions, condition }))).toEqual([
    {
      actions: ["dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
      condition: { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["TOKEN#*", "FLEET", "WORKQUEUE#*"] } },
    },
  ]);
});

it("lets one function start and stop tasks of runs, in this cluster, of definitions for runs, and pass these roles to ECS alone", () => {
  const starting = statementsOf(agents).filter(({ role }) => role === "TickFunctionHandler");
  expect(starting.map(({ actions }) => actions.join()).sort()).toEqual([
    "ecs:DescribeTaskDefinition",
    "ecs:RegisterTaskDefinition",
    "ecs:RunTask",
    "ecs:StopTask",
    "iam:PassRole",
  ]);
  const of = (action: string) => starting.find(({ actions }) => actions.includes(action));
  expect(of("ecs:RunTask")?.condition).toEqual({ ArnEquals: { "ecs:cluster": expect.anything() } });
  expect(of("ecs:StopTask")?.resources).toEqual([expect.stringMatching(/:task\/\$\{AgentsCluster\}\/\*$/)]);
  for (const action of ["ecs:RunTask", "ecs:RegisterTaskDefinition"])
    expect(of(action)?.resources).toEqual([expect.stringMatching(/:task-definition\/millrace-run-\*/)]);
  expect(of("iam:PassRole")?.condition).toEqual({ StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } });
  expect(of("iam:PassRole")?.resources).toEqual(["${AgentsTaskExecutionRole.Arn}", "${AgentsTaskTaskRole.Arn}"]);
});

it("is told when tasks of runs stop, by a queue of the server, and keeps what can't be told", () => {
  const [[, rule] = []] = agents.ofType("AWS::Events::Rule");
  expect(rule?.Properties).toMatchObject({
    EventPattern: {
      source: ["aws.ecs"],
      "detail-type": ["ECS Task State Change"],
      detail: { lastStatus: ["STOPPED"], group: [RUN_GROUP] },
    },
    Targets: [{ Arn: expect.anything(), DeadLetterConfig: { Arn: expect.anything() } }],
  });
  const policies = core.ofType("AWS::SQS::QueuePolicy").filter(([, policy]) => JSON.stringify(policy).includes("events.amazonaws.com"));
  expect(policies).toHaveLength(1);
  expect(JSON.stringify(policies)).toContain(":rule/*");
});
