import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { App } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { createApp } from "../../../infra/create-app.ts";
import { bundleFunctions } from "../../../scripts/bundle.ts";

/** A resource as the template has it. */
export interface Resource {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** The Core stack synthesized from freshly built bundles. */
export interface Synthesized {
  readonly app: App;
  readonly template: Template;
  readonly resources: Readonly<Record<string, Resource>>;
  ofType(type: string): [id: string, resource: Resource][];
}

/** Builds the bundles into a directory that `clean` removes. */
export async function buildBundles(): Promise<{
  directory: string;
  sizes: Awaited<ReturnType<typeof bundleFunctions>>;
  clean(): Promise<void>;
}> {
  const root = await mkdtemp(join(tmpdir(), "millrace-infra-"));
  const directory = join(root, "functions");
  const sizes = await bundleFunctions(directory);
  // what the console and the agent are made of is the matter of other tests
  await mkdir(join(root, "site"));
  await writeFile(join(root, "site/index.html"), "<!doctype html>");
  await writeFile(join(root, "agent.tgz"), "agent");
  return { directory, sizes, clean: () => rm(root, { recursive: true, force: true }) };
}

/** What the app is told, beside the bundles, to find everything a test has built. */
export function builtContext(bundles: string): Record<string, string> {
  return { bundles, site: join(bundles, "../site"), agent: join(bundles, "../agent.tgz") };
}

/** Synthesizes one stack without the slow validation, which has a test of its own. */
export function synthesize(bundles: string, context: Record<string, string> = {}, name = "Millrace"): Synthesized {
  const app = createApp({ context: { ...builtContext(bundles), ...context }, builtinCloudFormationValidation: false });
  const stack = app.node.findChild(name) as Parameters<typeof Template.fromStack>[0];
  const template = Template.fromStack(stack);
  const resources = template.toJSON()["Resources"] as Record<string, Resource>;
  return { app, template, resources, ofType: (type) => Object.entries(resources).filter(([, resource]) => resource.Type === type) };
}
