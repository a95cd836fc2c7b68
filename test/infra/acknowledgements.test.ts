import { readFile } from "node:fs/promises";
import { App, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { afterAll, beforeAll, expect, it } from "vitest";
import cdk from "../../cdk.json" with { type: "json" };
import { createApp } from "../../infra/create-app.ts";
import { AgentsStack } from "../../infra/stacks/agents.stack.ts";
import { CoreStack } from "../../infra/stacks/core.stack.ts";
import { EdgeStack } from "../../infra/stacks/edge.stack.ts";
import { buildBundles, builtContext } from "./support/synthesize.ts";

let bundles: Awaited<ReturnType<typeof buildBundles>>;
beforeAll(async () => {
  bundles = await buildBundles();
}, 120_000);
afterAll(() => bundles.clean());

it("acknowledges every finding of cdk-nag, and CloudFormation's own rules find none, in all three stacks", {
  timeout: 120_000,
}, async () => {
  const outdir = `${bundles.directory}/all`;
  const context = { ...builtContext(bundles.directory), all: "true" };
  const assembly = createApp({ context, builtinCloudFormationValidation: true, outdir }).synth();
  const stacks = assembly.stacks.map(({ stackName, template }) => [stackName, Object.keys(template.Resources).length] as const);
  expect(stacks.map(([name]) => name).sort()).toEqual(["Millrace", "MillraceAgents", "MillraceConsole"]);
  for (const [name, resources] of stacks) expect(resources, name).toBeGreaterThan(10);
  // warnings let a synthesis pass, so they are looked for
  const report = await readFile(`${outdir}/validation-report.json`, "utf8").catch(() => "");
  const { pluginReports = [] } = report === "" ? {} : (JSON.parse(report) as { pluginReports?: { violations: { ruleName: string }[] }[] });
  expect(pluginReports.flatMap(({ violations }) => violations.map(({ ruleName }) => ruleName))).toEqual([]);
});

it("would fail without the acknowledgements, so each of them is still needed", async () => {
  const outdir = `${bundles.directory}/unacknowledged`;
  const context = { ...cdk.context, ...builtContext(bundles.directory) };
  const app = new App({ context, builtinCloudFormationValidation: false, outdir });
  const { core } = new CoreStack(app, "Millrace", { retain: true });
  const { api, token } = core;
  new EdgeStack(app, "MillraceConsole", { api, token });
  new AgentsStack(app, "MillraceAgents", { agents: { core } });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  expect(() => app.synth()).toThrow();
  const report = await readFile(`${outdir}/validation-report.json`, "utf8");
  const found = new Set(report.match(/AwsSolutions-[A-Z]+\d+/g));
  const rules = ["APIG1", "APIG4", "CFR1", "CFR2", "CFR3", "CFR4", "ECS2", "ECS4", "IAM5", "S1", "SQS3", "VPC7"];
  expect([...found].sort()).toEqual(rules.map((rule) => `AwsSolutions-${rule}`));
});
