import { App, type AppProps, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import cdk from "../cdk.json" with { type: "json" };
import { acknowledge } from "./acknowledgements.ts";
import { CoreStack } from "./stacks/core.stack.ts";

/**
 * Builds the app. Environment-agnostic: no account, no region, no look-up, so it synthesizes anywhere.
 * The feature flags are those of cdk.json even when the CLI is not the caller, so that a test sees the template that is deployed.
 */
export function createApp(props: AppProps = {}): App {
  const app = new App({ ...props, context: { ...cdk.context, ...props.context } });
  const retain = String(app.node.tryGetContext("retain") ?? "true") !== "false";
  const core = new CoreStack(app, "Millrace", { retain });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  acknowledge(core.core);
  return app;
}
