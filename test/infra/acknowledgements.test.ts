import { readFile } from "node:fs/promises";
import { App, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { afterAll, beforeAll, expect, it } from "vitest";
import cdk from "../../cdk.json" with { type: "json" };
import { createApp } from "../../infra/create-app.ts";
import { CoreStack } from "../../infra/stacks/core.stack.ts";
import { buildBundles } from "./support/synthesize.ts";

let bundles: Awaited<ReturnType<typeof buildBundles>>;
beforeAll(async () => {
  bundles = await buildBundles();
});
afterAll(() => bundles.clean());

it("acknowledges every finding of cdk-nag, and CloudFormation's own rules find none", { timeout: 120_000 }, () => {
  const assembly = createApp({ context: { bundles: bundles.directory }, builtinCloudFormationValidation: true }).synth();
  expect(Object.keys(assembly.getStackByName("Millrace").template.Resources).length).toBeGreaterThanOrEqual(60);
});

it("would fail without the acknowledgements, so each of them is still needed", async () => {
  const outdir = `${bundles.directory}/unacknowledged`;
  const app = new App({ context: { ...cdk.context, bundles: bundles.directory }, builtinCloudFormationValidation: false, outdir });
  new CoreStack(app, "Millrace", { retain: true });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  expect(() => app.synth()).toThrow();
  const report = await readFile(`${outdir}/validation-report.json`, "utf8");
  const found = new Set(report.match(/AwsSolutions-[A-Z]+\d+/g));
  expect([...found].sort()).toEqual([
    "AwsSolutions-APIG1",
    "AwsSolutions-APIG4",
    "AwsSolutions-IAM5",
    "AwsSolutions-S1",
    "AwsSolutions-SQS3",
  ]);
});
