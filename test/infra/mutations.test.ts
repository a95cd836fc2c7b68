import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { broken } from "./support/invariants.ts";
import type { Resources } from "./support/resources.ts";
import { buildBundles, synthesize } from "./support/synthesize.ts";

let bundles: Awaited<ReturnType<typeof buildBundles>>;
const stacks: Record<string, Resources> = {};
beforeAll(async () => {
  bundles = await buildBundles();
  for (const name of ["Millrace", "MillraceConsole", "MillraceAgents"])
    stacks[name] = synthesize(bundles.directory, { all: "true" }, name).resources;
}, 120_000);
afterAll(() => bundles.clean());

it.each(["Millrace", "MillraceConsole", "MillraceAgents"])("the template of %s keeps every rule of ours", (name) => {
  expect(broken(stacks[name]!)).toEqual([]);
});

type Values = Record<string, unknown>;
// biome-ignore lint/suspicious/noExplicitAny: a fault may be put anywhere in a template
type Free = any;
/** One fault in one stack: what is done to the first resource of the type that meets the condition. */
type Fault = readonly [
  name: string,
  type: string,
  damage: (properties: Free, resource: Free) => void,
  stack?: string | undefined,
  which?: (properties: Values) => boolean,
];

/** A fault in what the agents' stack lets somebody do: in the statement that allows the action. */
function inAgents(name: string, action: string, damage: (statement: Free) => void): Fault {
  const statementOf = (properties: Free) =>
    properties.PolicyDocument.Statement.find(({ Action }: Free) => [Action].flat().includes(action));
  return [
    name,
    "AWS::IAM::Policy",
    (properties) => damage(statementOf(properties)),
    "MillraceAgents",
    (properties) => statementOf(properties) !== undefined,
  ];
}

function arnOf(service: string, rest: string) {
  return { "Fn::Join": ["", ["arn:", { Ref: "AWS::Partition" }, `:${service}:::${rest}`]] };
}

const faults: readonly Fault[] = [
  [
    "a Lambda permission of another path",
    "AWS::Lambda::Permission",
    (p) => (p.SourceArn = "arn:aws:nothing"),
    undefined,
    (p) => "SourceArn" in p,
  ],
  [
    "a route without a token",
    "AWS::ApiGatewayV2::Route",
    (p) => (p.AuthorizationType = "NONE"),
    undefined,
    (p) => String(p["RouteKey"]).startsWith("ANY"),
  ],
  [
    "CUSTOM without an authorizer",
    "AWS::ApiGatewayV2::Route",
    (p) => delete p.AuthorizerId,
    undefined,
    (p) => String(p["RouteKey"]).startsWith("ANY"),
  ],
  ["a method that is none", "AWS::ApiGatewayV2::Route", (p) => (p.RouteKey = "FETCH /api/{proxy+}")],
  [
    "the same route twice",
    "AWS::ApiGatewayV2::Route",
    (p) => (p.RouteKey = "GET /api/ready"),
    undefined,
    (p) => String(p["RouteKey"]).includes("health"),
  ],
  ["a route that leads nowhere", "AWS::ApiGatewayV2::Route", (p) => (p.Target = "integrations/none")],
  ["a batch that fails as a whole", "AWS::Lambda::EventSourceMapping", (p) => delete p.FunctionResponseTypes],
  ["a batch of 100 without a window", "AWS::Lambda::EventSourceMapping", (p) => (p.BatchSize = 100)],
  ["a source that is none of ours", "AWS::Lambda::EventSourceMapping", (p) => (p.EventSourceArn = "arn:aws:sqs:x")],
  ["a queue that gives nothing up", "AWS::SQS::Queue", (p) => delete p.RedrivePolicy, undefined, (p) => "RedrivePolicy" in p],
  ["a visibility shorter than the function", "AWS::SQS::Queue", (p) => (p.VisibilityTimeout = 60), undefined, (p) => "RedrivePolicy" in p],
  ["a failure nobody is told of", "AWS::Lambda::EventInvokeConfig", (p) => delete p.DestinationConfig],
  ["a failure hidden by another try", "AWS::Lambda::EventInvokeConfig", (p) => (p.MaximumRetryAttempts = 2)],
  [
    "a right that flows could take",
    "AWS::IAM::Policy",
    (p) =>
      p.PolicyDocument.Statement.push({
        Effect: "Allow",
        Action: "dynamodb:GetItem",
        Resource: { "Fn::GetAtt": ["DocumentsTable", "Arn"] },
      }),
    undefined,
    (p) => JSON.stringify(p["Roles"]).includes("Runner"),
  ],
  [
    "a redrive that is on from the start",
    "AWS::Lambda::EventSourceMapping",
    (p) => (p.Enabled = true),
    undefined,
    (p) => p["Enabled"] === false,
  ],
  [
    "a redrive to another function",
    "AWS::Lambda::EventSourceMapping",
    (p) => (p.FunctionName = { Ref: "ApiHandlerFunction" }),
    undefined,
    (p) => p["Enabled"] === false,
  ],
  [
    "a live queue that takes what others gave up",
    "AWS::SQS::Queue",
    (p) => delete p.RedriveAllowPolicy,
    undefined,
    (p) => "RedrivePolicy" in p,
  ],
  [
    "a dead-letter queue that any queue may use",
    "AWS::SQS::Queue",
    (p) => (p.RedriveAllowPolicy = { redrivePermission: "allowAll" }),
    undefined,
    (p) => "RedriveAllowPolicy" in p && !("RedrivePolicy" in p),
  ],
  ["a schedule without a dead-letter queue", "AWS::Scheduler::Schedule", (p) => delete p.Target.DeadLetterConfig],
  ["rate(1 minuts)", "AWS::Scheduler::Schedule", (p) => (p.ScheduleExpression = "rate(1 minuts)")],
  ["a cron of five fields", "AWS::Scheduler::Schedule", (p) => (p.ScheduleExpression = "cron(0 9 * * ?)")],
  ["an alarm that says nothing", "AWS::CloudWatch::Alarm", (p) => (p.AlarmDescription = "Something")],
  ["an alarm each 45 seconds", "AWS::CloudWatch::Alarm", (p) => (p.Period = 45)],
  [
    "a dead-letter queue nobody watches",
    "AWS::CloudWatch::Alarm",
    (p) => (p.Dimensions = []),
    undefined,
    (p) => p["MetricName"] === "UnhandledMessages",
  ],
  [
    "a dead-letter queue nobody counts",
    "AWS::Lambda::Function",
    (p) => p.Environment.Variables.MILLRACE_DEAD_LETTERS["Fn::Join"][1].pop(),
    undefined,
    (p) =>
      JSON.stringify(p["Environment"]).includes("POWERTOOLS_SERVICE_NAME") &&
      JSON.stringify(p["Environment"]).includes("MILLRACE_DEAD_LETTERS"),
  ],
  ["an action with a star", "AWS::IAM::Policy", (p) => (p.PolicyDocument.Statement[0].Action = "dynamodb:*")],
  ["every resource", "AWS::IAM::Policy", (p) => (p.PolicyDocument.Statement[0].Resource = "*")],
  ["every queue of the account", "AWS::IAM::Policy", (p) => (p.PolicyDocument.Statement[0].Resource = "arn:aws:sqs:*:*:*")],
  [
    "an action on another service's resource",
    "AWS::IAM::Policy",
    (p) => (p.PolicyDocument.Statement[0].Action = "s3:GetObject"),
    undefined,
    (p) => JSON.stringify(p).includes("dynamodb:GetItem"),
  ],
  ["a secret in a variable", "AWS::Lambda::Function", (p) => (p.Environment.Variables.API_KEY = "x")],
  ["a token in a variable", "AWS::Lambda::Function", (p) => (p.Environment.Variables.NOTE = `mr_${"A".repeat(43)}`)],
  ["a variable of Lambda's own", "AWS::Lambda::Function", (p) => (p.Environment.Variables.AWS_REGION = "x")],
  ["logs for ever", "AWS::Lambda::Function", (p) => delete p.LoggingConfig],
  ["another runtime", "AWS::Lambda::Function", (p) => (p.Runtime = "nodejs20.x")],
  ["a key that is not defined", "AWS::DynamoDB::GlobalTable", (p) => p.AttributeDefinitions.pop()],
  ["an attribute that is not used", "AWS::DynamoDB::GlobalTable", (p) => p.GlobalSecondaryIndexes.pop()],
  ["a table that goes with the stack", "AWS::DynamoDB::GlobalTable", (_, resource) => (resource.DeletionPolicy = "Delete")],
  ["a table lost when it is replaced", "AWS::DynamoDB::GlobalTable", (_, resource) => delete resource.UpdateReplacePolicy],
  ["blobs that go with the stack", "AWS::S3::Bucket", (_, resource) => (resource.DeletionPolicy = "Delete")],
  ["a bucket that may become public", "AWS::S3::Bucket", (p) => (p.PublicAccessBlockConfiguration.BlockPublicPolicy = false)],
  ["a bucket that takes plain HTTP", "AWS::S3::BucketPolicy", (p) => (p.PolicyDocument.Statement = [])],
  ["a literal zone", "AWS::SQS::Queue", (p) => (p.Tags = [{ Key: "zone", Value: "us-east-1a" }])],
  ["a console's bucket that may become public", "AWS::S3::Bucket", (p) => delete p.PublicAccessBlockConfiguration, "MillraceConsole"],
  [
    "the token in the container's environment",
    "AWS::ECS::TaskDefinition",
    (p) => p.ContainerDefinitions[0].Environment.push({ Name: "MILLRACE_API_KEY", Value: "x" }),
    "MillraceAgents",
  ],
  ["a launch type beside capacity providers", "AWS::ECS::Service", (p) => (p.LaunchType = "FARGATE"), "MillraceAgents"],
  inAgents("roles passed to any service", "iam:PassRole", (statement) => delete statement.Condition),
  inAgents("roles passed to functions", "iam:PassRole", ({ Condition }) => {
    Condition.StringEquals["iam:PassedToService"] = "lambda.amazonaws.com";
  }),
  inAgents("any role passed to tasks", "iam:PassRole", (statement) => (statement.Resource = arnOf("iam", "role/*"))),
  inAgents("a role passed to tasks that is a function's", "iam:PassRole", ({ Resource }) => {
    Resource[0]["Fn::GetAtt"][0] = "AgentsRegistryHandlerRole1B107808";
  }),
  inAgents("tasks started in any cluster", "ecs:RunTask", (statement) => delete statement.Condition),
  inAgents("tasks started in a cluster like ours", "ecs:RunTask", ({ Condition }) => {
    Condition.ArnEquals["ecs:cluster"] = arnOf("ecs", "cluster/*");
  }),
  inAgents("tasks of any definition", "ecs:RunTask", (statement) => (statement.Resource = arnOf("ecs", "task-definition/*"))),
  inAgents("definitions of any name", "ecs:RegisterTaskDefinition", (statement) => (statement.Resource = "*")),
  inAgents("tasks stopped in any cluster", "ecs:StopTask", (statement) => (statement.Resource = arnOf("ecs", "task/*"))),
  inAgents("any service scaled", "ecs:UpdateService", (statement) => (statement.Resource = arnOf("ecs", "service/*"))),
  inAgents("services that may be deleted", "ecs:UpdateService", (statement) => statement.Action.push("ecs:DeleteService")),
  ["events of everybody's tasks", "AWS::Events::Rule", (p) => delete p.EventPattern.detail.clusterArn, "MillraceAgents"],
  ["events that get lost", "AWS::Events::Rule", (p) => delete p.Targets[0].DeadLetterConfig, "MillraceAgents"],
];

describe("one fault at a time is caught", () => {
  const cases = faults.map(([name, type, damage, stack = "Millrace", which = () => true]) => ({ name, type, damage, stack, which }));
  it.each(cases)("$name", ({ type, damage, stack, which }) => {
    const resources = structuredClone(stacks[stack]!) as Record<string, { Type: string; Properties: Values }>;
    const found = Object.values(resources).find((resource) => resource.Type === type && which(resource.Properties));
    expect(found, `a ${type} in ${stack}`).toBeDefined();
    damage(found!.Properties, found);
    expect(broken(resources)).not.toEqual([]);
  });
});
