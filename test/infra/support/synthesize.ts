import { mkdtemp, rm } from "node:fs/promises";
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
  return { directory, sizes, clean: () => rm(root, { recursive: true, force: true }) };
}

/** Synthesizes without the slow validation, which has a test of its own. */
export function synthesize(bundles: string, context: Record<string, string> = {}): Synthesized {
  const app = createApp({ context: { bundles, ...context }, builtinCloudFormationValidation: false });
  const stack = app.node.findChild("Millrace") as Parameters<typeof Template.fromStack>[0];
  const template = Template.fromStack(stack);
  const resources = template.toJSON()["Resources"] as Record<string, Resource>;
  return { app, template, resources, ofType: (type) => Object.entries(resources).filter(([, resource]) => resource.Type === type) };
}
