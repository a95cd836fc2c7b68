import { App, Stack } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { RetentionDays } from "aws-cdk-lib/aws-logs";
import { Topic } from "aws-cdk-lib/aws-sns";
import { Millrace } from "millrace/cdk";
import { afterAll, beforeAll, expect, it } from "vitest";
import { buildBundles, builtContext } from "./support/synthesize.ts";

let bundles: Awaited<ReturnType<typeof buildBundles>>;
beforeAll(async () => {
  bundles = await buildBundles();
});
afterAll(() => bundles.clean());

const stackOf = () => new Stack(new App({ context: builtContext(bundles.directory) }), "Theirs");

it("stands in another app's stack, whole or the core alone", { timeout: 120_000 }, () => {
  const alone = stackOf();
  new Millrace(alone, "Millrace");
  const core = Template.fromStack(alone);
  core.resourceCountIs("AWS::DynamoDB::GlobalTable", 1);
  core.resourceCountIs("AWS::CloudFront::Distribution", 0);
  core.resourceCountIs("AWS::ECS::Service", 0);

  const whole = stackOf();
  const topic = new Topic(whole, "Alarms");
  const millrace = new Millrace(whole, "Millrace", {
    retain: false,
    alarmTopic: topic,
    logRetention: RetentionDays.ONE_WEEK,
    console: {},
    agents: { workQueues: ["urgent", "ml"], count: 2, cpu: 1024, memoryMb: 2048, runsAtOnce: 8 },
  });
  expect(millrace.consoleUrl).toMatch(/^https:/);
  const template = Template.fromStack(whole);
  const alarms = Object.values(template.findResources("AWS::CloudWatch::Alarm")) as { Properties: { AlarmActions?: unknown[] } }[];
  expect(alarms.every(({ Properties }) => JSON.stringify(Properties.AlarmActions)?.includes("Alarms"))).toBe(true);
  template.allResourcesProperties("AWS::Lambda::Function", { Runtime: "nodejs24.x" });
  template.hasResourceProperties("AWS::Logs::LogGroup", { RetentionInDays: 7 });
  template.hasResourceProperties("AWS::ECS::Service", { DesiredCount: 2 });
  template.hasResourceProperties("AWS::ECS::TaskDefinition", {
    Cpu: "1024",
    Memory: "2048",
    RuntimePlatform: { CpuArchitecture: "ARM64" },
  });
});

it("says what a domain without a certificate lacks", () => {
  expect(() => new Millrace(stackOf(), "Millrace", { console: { domain: "flows.example.com" } })).toThrow("needs a certificate");
});
