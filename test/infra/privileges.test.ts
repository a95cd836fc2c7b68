import { describe, expect, it } from "vitest";
import type { WireCall } from "../cloud/lane/recorder.ts";
import { asksOf } from "../cloud/privileges/asks.ts";
import { grantsOf } from "../cloud/privileges/grants.ts";
import { allowing, type Grant } from "../cloud/privileges/policy.ts";
import { judge } from "../cloud/privileges/report.ts";
import { joined } from "../cloud/privileges/templates.ts";

// The lane on the emulator (.ci/python.sh) holds what the deployed functions did to their roles by these; here each is seen to fail.

const table = "arn:aws:dynamodb:us-east-1:000000000000:table/documents";
const grant = (action: string, resource: string, more: Partial<Grant> = {}): Grant => ({
  role: "Api",
  effect: "Allow",
  action,
  resource,
  condition: undefined,
  line: `Api ${action} ${resource}`,
  ...more,
});
const signed = (service: string) => `AWS4-HMAC-SHA256 Credential=ASIAAPI/20260101/us-east-1/${service}/aws4_request, Signature=0`;
const call = (service: string, more: Partial<WireCall> = {}): WireCall => {
  const { headers, ...others } = more;
  return {
    method: "POST",
    path: "/",
    body: "",
    accessKey: "ASIAAPI",
    status: 200,
    headers: { authorization: signed(service), ...headers },
    ...others,
  };
};
const getItem = call("dynamodb", {
  headers: { "x-amz-target": "DynamoDB_20120810.GetItem" },
  body: JSON.stringify({ TableName: "documents", Key: { pk: { S: "RUN#1" }, sk: { S: "META" } } }),
});

describe("calls held to roles", () => {
  const callers = [{ accessKey: "ASIAAPI", role: "Api" }];
  const wrongOf = (grants: Grant[], calls = [getItem]) =>
    judge(grants, callers, calls).wrong.filter((line) => !line.startsWith("a reason for"));

  it("pass if each is allowed and each grant is used", () => {
    expect(wrongOf([grant("dynamodb:GetItem", table)])).toEqual([]);
  });

  it("fail when a grant is taken away", () => {
    expect(wrongOf([])).toEqual([`Api: dynamodb:GetItem on ${table} was called 1 times and is not allowed`]);
    expect(wrongOf([grant("dynamodb:GetItem", `${table}s`)])[0]).toContain("is not allowed");
  });

  it("fail when a grant is added that nothing uses and nobody gave a reason for", () => {
    const more = grant("dynamodb:DeleteTable", table);
    expect(wrongOf([grant("dynamodb:GetItem", table), more])).toEqual([`${more.line}: never used, and no reason is given`]);
  });

  it("fail for a function of which nothing was heard, and for a reason nobody needs", () => {
    expect(wrongOf([grant("dynamodb:GetItem", table)], [])[0]).toContain("made no call at all");
    expect(judge([], [], []).wrong).not.toEqual([]);
  });

  it("say who asked, how often, and what was refused", () => {
    const { table: printed } = judge([grant("dynamodb:GetItem", table)], callers, [getItem, getItem]);
    expect(printed).toMatch(/Api +2 +0 +1 +1 +0/);
  });
});

describe("the evaluation of a policy", () => {
  const ask = { action: "s3:GetObject", resource: "arn:aws:s3:::blobs/a/b", context: { "dynamodb:LeadingKeys": ["TOKEN#1"] } };

  it("knows wildcards, and takes dots as dots", () => {
    expect(allowing([grant("s3:Get*", "arn:aws:s3:::blobs/*")], ask)).toHaveLength(1);
    expect(allowing([grant("s3:GetObject", "arn:aws:s3:::blobs/a/?")], ask)).toHaveLength(1);
    expect(allowing([grant("s3.GetObject", "*")], ask)).toEqual([]);
    expect(allowing([grant("s3:GetObject", "arn:aws:s3:::blobs")], ask)).toEqual([]);
  });

  it("lets a deny win", () => {
    const deny = grant("s3:*", "*", { effect: "Deny" });
    expect(allowing([grant("s3:GetObject", "*"), deny], ask)).toEqual([]);
  });

  it("holds every value to a condition", () => {
    const condition = { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["TOKEN#*"] } };
    const own = [grant("s3:GetObject", "*", { condition })];
    expect(allowing(own, ask)).toHaveLength(1);
    expect(allowing(own, { ...ask, context: { "dynamodb:LeadingKeys": ["TOKEN#1", "RUN#1"] } })).toEqual([]);
  });

  it("fails on what it does not know, instead of passing it", () => {
    const unknown = [grant("s3:GetObject", "*", { condition: { Bool: { "aws:SecureTransport": "true" } } })];
    expect(() => allowing(unknown, ask)).toThrow("aws:SecureTransport");
    expect(() => allowing(unknown, { ...ask, context: { "aws:SecureTransport": ["true"] } })).toThrow("operator Bool");
    const policy = (statement: object) => ({
      P: { Type: "AWS::IAM::Policy", Properties: { Roles: [{ Ref: "ApiRole01234567" }], PolicyDocument: { Statement: [statement] } } },
    });
    expect(() => grantsOf(policy({ Effect: "Allow", NotAction: "s3:*", Resource: "*" }), new Map())).toThrow("NotAction");
    expect(() => grantsOf(policy({ Effect: "Allow", Action: "s3:*", Resource: { "Fn::Select": [0, []] } }), new Map())).toThrow(
      "Fn::Select",
    );
  });
});

describe("the templates of several stacks", () => {
  const role = { "Fn::GetStackOutput": { StackName: "Core", OutputName: "Role" } };
  const agents = { Resources: { Policy: { Type: "AWS::IAM::Policy", Properties: { Roles: [role] } } } };

  it("are one: what one takes of another is what that says of its output", () => {
    const core = { Resources: {}, Outputs: { Role: { Value: { Ref: "ApiRole01234567" } } } };
    expect(joined([core, agents])["Policy"]).toMatchObject({ Properties: { Roles: [{ Ref: "ApiRole01234567" }] } });
  });

  it("fail on an output that is of none", () => {
    expect(() => joined([agents])).toThrow("The output Role is of no stack that is known here");
  });
});

describe("what a call asks for", () => {
  const actions = (given: WireCall) => asksOf(given).map(({ action, resource }) => `${action} ${resource.split(":").slice(5).join(":")}`);

  it("is read from each protocol", () => {
    const target = (service: string, operation: string, body: object) =>
      actions(call(service, { headers: { "x-amz-target": `X.${operation}` }, body: JSON.stringify(body) }));
    expect(target("dynamodb", "Query", { TableName: "documents", IndexName: "flow" })).toEqual([
      "dynamodb:Query table/documents/index/flow",
    ]);
    expect(target("dynamodb", "BatchGetItem", { RequestItems: { a: { Keys: [] }, b: { Keys: [] } } })).toHaveLength(2);
    expect(target("sqs", "SendMessageBatch", { QueueUrl: "http://127.0.0.1/0/events" })).toEqual(["sqs:SendMessage events"]);
    expect(target("ssm", "GetParameter", { Name: "/millrace/a" })).toEqual(["ssm:GetParameter parameter/millrace/a"]);
    expect(actions(call("s3", { method: "GET", path: "/blobs/a%20b?x-id=GetObject" }))).toEqual(["s3:GetObject blobs/a b"]);
    const invoked = call("lambda", { path: "/2015-03-31/functions/Millrace-Runner/invocations" });
    expect(actions(invoked)).toEqual(["lambda:InvokeFunction function:Millrace-Runner"]);
    expect(actions(call("s3", { method: "GET", path: "/blobs?list-type=2" }))).toEqual(["s3:ListBucket blobs"]);
    const timer = {
      method: "POST",
      path: "/schedules/deployment-1",
      body: JSON.stringify({ GroupName: "g", Target: { RoleArn: "arn:r" } }),
    };
    expect(asksOf(call("scheduler", timer)).map(({ action }) => action)).toEqual(["scheduler:CreateSchedule", "iam:PassRole"]);
  });

  it("is read from calls to ECS by what each is authorized by, with the roles that a definition passes on", () => {
    const asks = (operation: string, body: object) =>
      asksOf(call("ecs", { headers: { "x-amz-target": `X.${operation}` }, body: JSON.stringify(body) }));
    const context = { "ecs:cluster": ["arn:aws:ecs:us-east-1:000000000000:cluster/c"] };
    const within = (rest: string) => `arn:aws:ecs:us-east-1:000000000000:${rest}`;
    expect(asks("RunTask", { cluster: "c", taskDefinition: "millrace-run-1" })).toEqual([
      { action: "ecs:RunTask", resource: within("task-definition/millrace-run-1"), context },
    ]);
    expect(asks("StopTask", { cluster: "c", task: within("task/c/abc") })).toEqual([
      { action: "ecs:StopTask", resource: within("task/c/abc"), context },
    ]);
    expect(asks("UpdateService", { cluster: "c", service: "s" })).toMatchObject([{ resource: within("service/c/s") }]);
    expect(asks("DescribeServices", { cluster: "c", services: ["s"] })).toMatchObject([{ resource: within("service/c/s") }]);
    const roles = { taskRoleArn: "arn:task", executionRoleArn: "arn:execution" };
    expect(asks("RegisterTaskDefinition", { family: "millrace-run-1", ...roles })).toMatchObject([
      { resource: within("task-definition/millrace-run-1:1") },
      { action: "iam:PassRole", resource: "arn:task", context: { "iam:PassedToService": ["ecs-tasks.amazonaws.com"] } },
      { action: "iam:PassRole", resource: "arn:execution" },
    ]);
    expect(() => asks("DeleteCluster", { cluster: "c" })).toThrow("not known here");
  });

  it("is read from a signed link, too", () => {
    const link = "/0/hints?Action=ReceiveMessage&X-Amz-Credential=ASIAAPI%2F20260101%2Fus-east-1%2Fsqs%2Faws4_request";
    expect(actions(call("", { method: "GET", path: link, headers: { authorization: "" } }))).toEqual(["sqs:ReceiveMessage hints"]);
  });

  it("is an error for a service or a call nobody taught it", () => {
    expect(() => asksOf(call("kms"))).toThrow('"kms"');
    expect(() => asksOf(call("scheduler", { method: "GET", path: "/schedules" }))).toThrow("not known here");
  });
});
