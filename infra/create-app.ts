import { App, type AppProps, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import cdk from "../cdk.json" with { type: "json" };
import { acknowledge } from "./acknowledgements.ts";
import type { Retention } from "./constructs/retention.ts";
import { AgentsStack } from "./stacks/agents.stack.ts";
import { CoreStack } from "./stacks/core.stack.ts";
import { EdgeStack } from "./stacks/edge.stack.ts";

/**
 * Builds the app: the core, and with `-c all=true` the console and the agents. Environment-agnostic: no account, no region, no look-up, so it
 * synthesizes anywhere. The feature flags are those of cdk.json even when the CLI is not the caller, so that a test sees the template that is
 * deployed.
 */
export function createApp(props: AppProps = {}): App {
  const app = new App({ ...props, context: { ...cdk.context, ...props.context } });
  const said = (key: string) => app.node.tryGetContext(key) as unknown;
  const [runnerMemory, runnersAtOnce] = [said("runnerMemory"), said("runners")];
  const core = new CoreStack(app, "Millrace", {
    retain: String(said("retain") ?? "true") !== "false",
    ...(said("otlpEndpoint") !== undefined && { otlpEndpoint: String(said("otlpEndpoint")) }),
    dashboard: String(said("dashboard") ?? "false") === "true",
    retention: retentionOf(String(said("retention") ?? "")),
    runner: {
      ...(runnerMemory !== undefined && { memoryMb: Number(runnerMemory) }),
      ...(runnersAtOnce !== undefined && { mostAtOnce: Number(runnersAtOnce) }),
    },
  });
  if (String(said("all") ?? "false") === "true") {
    const { api, token } = core.core;
    new EdgeStack(app, "MillraceConsole", { api, token });
    const workQueues = String(said("queues") ?? "default").split(",");
    const count = Number(said("agents") ?? 0);
    const [max, rotation] = [said("maxAgents"), said("rotate")];
    new AgentsStack(app, "MillraceAgents", {
      agents: {
        core: core.core,
        workQueues,
        count,
        ...(max !== undefined && { max: Number(max) }),
        ...(rotation !== undefined && { tokenRotation: String(rotation) }),
      },
    });
  }
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  acknowledge(app);
  return app;
}

// `-c retention=runs=30,logs=14`; what is no number is refused where the variables are made
function retentionOf(text: string): Retention {
  const pairs = text.split(",").filter((pair) => pair !== "");
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name = "", days = ""] = pair.split("=");
      return [name, days === "" ? Number.NaN : Number(days)];
    }),
  );
}
