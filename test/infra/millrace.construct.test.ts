import { App, Stack } from "aws-cdk-lib";
import { Match, Template } from "aws-cdk-lib/assertions";
import { RetentionDays } from "aws-cdk-lib/aws-logs";
import { Topic } from "aws-cdk-lib/aws-sns";
import { Millrace } from "millrace/cdk";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readRetention, retentionVariables } from "#cloud/environment.ts";
import { sweptCounts } from "#functions/sweep/counts.ts";
import { retentionEnvironment } from "../../infra/constructs/retention.ts";
import { NOTHING_SWEPT } from "../functions/support/swept.ts";
import { buildBundles, builtContext } from "./support/synthesize.ts";

let bundles: Awaited<ReturnType<typeof buildBundles>>;
beforeAll(async () => {
  bundles = await buildBundles();
}, 120_000);
afterAll(() => bundles.clean());

const stackOf = () => new Stack(new App({ context: builtContext(bundles.directory) }), "Theirs");

it("stands in another app's stack, whole or the core alone", { timeout: 120_000 }, () => {
  const alone = stackOf();
  new Millrace(alone, "Millrace");
  const core = Template.fromStack(alone);
  core.resourceCountIs("AWS::DynamoDB::GlobalTable", 1);
  core.resourceCountIs("AWS::CloudFront::Distribution", 0);
  core.resourceCountIs("AWS::ECS::Service", 0);

  const quiet = stackOf();
  new Millrace(quiet, "Millrace", { alarms: false, logLevel: "debug", agents: {} });
  Template.fromStack(quiet).resourceCountIs("AWS::CloudWatch::Alarm", 0);
  Template.fromStack(quiet).hasResourceProperties("AWS::Lambda::Function", {
    LoggingConfig: Match.objectLike({ SystemLogLevel: "DEBUG" }),
  });

  const whole = stackOf();
  const topic = new Topic(whole, "Alarms");
  const millrace = new Millrace(whole, "Millrace", {
    retain: false,
    alarmTopic: topic,
    logRetention: RetentionDays.ONE_WEEK,
    logLevel: "warn",
    console: {},
    agents: { workQueues: ["urgent", "ml"], count: 2, cpu: 1024, memoryMb: 2048, runsAtOnce: 8 },
  });
  expect(millrace.consoleUrl).toMatch(/^https:/);
  const template = Template.fromStack(whole);
  const alarms = Object.values(template.findResources("AWS::CloudWatch::Alarm")) as { Properties: { AlarmActions?: unknown[] } }[];
  expect(alarms.every(({ Properties }) => JSON.stringify(Properties.AlarmActions)?.includes("Alarms"))).toBe(true);
  template.allResourcesProperties("AWS::Lambda::Function", { Runtime: "nodejs24.x" });
  template.hasResourceProperties("AWS::Logs::LogGroup", { RetentionInDays: 7 });
  template.allResourcesProperties("AWS::Lambda::Function", {
    Environment: { Variables: Match.objectLike({ MILLRACE_LOG_LEVEL: "warn" }) },
    LoggingConfig: Match.objectLike({ LogFormat: "JSON", SystemLogLevel: "WARN" }),
  });
  template.hasResourceProperties("AWS::ECS::Service", { DesiredCount: 2 });
  template.hasResourceProperties("AWS::ECS::TaskDefinition", {
    Cpu: "1024",
    Memory: "2048",
    RuntimePlatform: { CpuArchitecture: "ARM64" },
  });
});

it("tells every function that runs the services how long things are kept", () => {
  const stack = stackOf();
  new Millrace(stack, "Millrace", { retention: { runs: 30, failed: 365, logs: 0, events: 7 } });
  const functions = Template.fromStack(stack).findResources("AWS::Lambda::Function") as Record<string, Lambda>;
  const told = Object.values(functions).map(({ Properties: { Environment } }) => Environment.Variables);
  const services = told.filter((variables) => "MILLRACE_BUCKET" in variables);
  expect(services.length).toBeGreaterThanOrEqual(5);
  for (const variables of services) expect(readRetention(variables)).toEqual({ runs: 30, failed: 365, logs: 0, events: 7 });
  expect(told.filter((variables) => !services.includes(variables)).flatMap((variables) => Object.keys(readRetention(variables)))).toEqual(
    [],
  );
});

interface Lambda {
  readonly Properties: { readonly Description: string; readonly Environment: { readonly Variables: Record<string, string> } };
}

it("lets the function that sends traces, and no other, read what a collector wants to see, and writes it nowhere", () => {
  const stack = stackOf();
  new Millrace(stack, "Millrace", { otlpEndpoint: "https://collector.example", otlpHeadersParameter: "/mine/otlp" });
  const template = Template.fromStack(stack);
  const functions = Object.values(template.findResources("AWS::Lambda::Function") as Record<string, Lambda>);
  const told = functions.filter(({ Properties }) => Properties.Environment.Variables["MILLRACE_OTLP_HEADERS_PARAMETER"] === "/mine/otlp");
  expect(told.map(({ Properties }) => Properties.Description)).toEqual(["Millrace: sends notifications"]);
  const allowing = Object.entries(template.findResources("AWS::IAM::Policy")).filter(([, policy]) =>
    JSON.stringify(policy).includes(":parameter/mine/otlp"),
  );
  expect(allowing.map(([id]) => id)).toEqual([expect.stringMatching(/^MillraceCoreNotify/)]);
});

it.each([[{}], [{ otlpEndpoint: "http://collector.example" }]])("refuses to send credentials in clear or nowhere: %j", (props) => {
  expect(() => new Millrace(stackOf(), "Millrace", { ...props, otlpHeadersParameter: "/mine/otlp" })).toThrow(
    /otlpHeadersParameter needs an otlpEndpoint of https/,
  );
});

it("shows what goes on in a dashboard, for who asks for one", () => {
  const stack = stackOf();
  new Millrace(stack, "Millrace", { dashboard: true });
  const pages = Object.values(Template.fromStack(stack).findResources("AWS::CloudWatch::Dashboard")) as {
    Properties: { DashboardBody: unknown };
  }[];
  expect(pages).toHaveLength(1);
  const text = JSON.stringify(pages[0]!.Properties.DashboardBody);
  for (const name of DASHBOARD) expect(text).toContain(name);
  for (const property of DASHBOARD_OF_LOGS) expect(text).toContain(property);
  // what the sweep counts is named once in the code and once here
  for (const name of DASHBOARD_OF_SWEEP) expect(Object.keys(SWEPT)).toContain(name);
  const without = stackOf();
  new Millrace(without, "Millrace");
  Template.fromStack(without).resourceCountIs("AWS::CloudWatch::Dashboard", 0);
});

it("has alarms look at what the functions count, under the name they count it by", () => {
  const stack = stackOf();
  new Millrace(stack, "Millrace", { agents: {} });
  const template = Template.fromStack(stack);
  const alarms = Object.values(template.findResources("AWS::CloudWatch::Alarm", { Properties: { Namespace: "Millrace" } })).map(
    ({ Properties }) => Properties as { MetricName: string; Dimensions: unknown },
  );
  expect(alarms.length).toBeGreaterThanOrEqual(3);
  for (const { MetricName, Dimensions } of alarms) {
    expect([...Object.keys(SWEPT), "AgentScalingFailures"]).toContain(MetricName);
    expect(Dimensions).toEqual([{ Name: "service", Value: "Theirs" }]);
  }
  const functions = Object.values(template.findResources("AWS::Lambda::Function") as Record<string, Lambda>);
  const counting = functions.filter(({ Properties }) => Properties.Environment.Variables["POWERTOOLS_SERVICE_NAME"] === "Theirs");
  expect(counting.map(({ Properties }) => Properties.Description)).toEqual([
    expect.stringContaining("events and notifications"),
    expect.stringContaining("looks each minute"),
  ]);
});

const SWEPT = sweptCounts(NOTHING_SWEPT);
const DASHBOARD_OF_SWEEP = ["LateRuns", "LostRuns", "SlotsRepaired", "SchedulesHealed", "SweepFailures"];
/** As lines of the sweep and of transitions have them: tests of theirs hold them to these names. */
const DASHBOARD_OF_LOGS = ["runs_waiting", "agents", "claim_delay_ms", "start_delay_ms"];
const DASHBOARD = ["5xx", "Latency", "ApproximateNumberOfMessagesVisible", "ConsumedWriteCapacityUnits", ...DASHBOARD_OF_SWEEP];

it("each kind of retention is one the functions read", () => {
  const all = Object.fromEntries(Object.keys(retentionVariables).map((name, days) => [name, days]));
  expect(readRetention(retentionEnvironment(all))).toEqual(all);
  expect(retentionEnvironment()).toEqual({});
});

it.each([
  [{ runs: -1 }, "retention.runs is -1"],
  [{ logs: 1.5 }, "retention.logs is 1.5"],
  [{ events: Number.NaN }, "retention.events is NaN"],
  [{ tasks: 1 }, "retention.tasks is unknown; expected runs, "],
] as [object, string][])("refuses to keep things for %j", (retention, said) => {
  expect(() => retentionEnvironment(retention)).toThrow(said);
});

it("says what a domain without a certificate lacks", () => {
  expect(() => new Millrace(stackOf(), "Millrace", { console: { domain: "flows.example.com" } })).toThrow("needs a certificate");
});
