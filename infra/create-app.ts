import { App, type AppProps, Duration, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import cdk from "../cdk.json" with { type: "json" };
import { acknowledge } from "./acknowledgements.ts";
import { given } from "./constructs/given.ts";
import type { Retention } from "./constructs/retention.ts";
import { AgentsStack } from "./stacks/agents.stack.ts";
import { CoreStack } from "./stacks/core.stack.ts";
import { EdgeStack } from "./stacks/edge.stack.ts";

/**
 * Builds the app: the core, and with `-c all=true` the console (unless `-c console=false`) and the agents. Environment-agnostic: no account, no
 * region, no look-up, so it synthesizes anywhere. The feature flags are those of cdk.json even when the CLI is not the caller, so that a test sees the template that is
 * deployed.
 */
export function createApp(props: AppProps = {}): App {
  const app = new App({ ...props, context: { ...cdk.context, ...props.context } });
  const said = (key: string) => app.node.tryGetContext(key) as unknown;
  const text = (key: string) => (said(key) === undefined ? undefined : String(said(key)));
  const number = (key: string) => (said(key) === undefined ? undefined : Number(said(key)));
  const duration = (key: string) => (said(key) === undefined ? undefined : Duration.seconds(Number(said(key))));
  const core = new CoreStack(app, "Millrace", {
    retain: text("retain") !== "false",
    dashboard: text("dashboard") === "true",
    retention: retentionOf(text("retention") ?? ""),
    runner: given({ memoryMb: number("runnerMemory"), mostAtOnce: number("runners") }),
    ...given({ otlpEndpoint: text("otlpEndpoint"), otlpHeadersParameter: text("otlpHeadersParameter") }),
  });
  if (text("all") === "true") {
    const { api, token } = core.core;
    if (text("console") !== "false") new EdgeStack(app, "MillraceConsole", { api, token });
    new AgentsStack(app, "MillraceAgents", {
      agents: {
        core: core.core,
        workQueues: (text("queues") ?? "default").split(","),
        count: number("agents") ?? 0,
        ...given({ max: number("maxAgents"), idleWindow: duration("idleSeconds"), tokenRotation: text("rotate") }),
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
