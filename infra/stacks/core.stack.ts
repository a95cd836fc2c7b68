import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { Core } from "../constructs/core.construct.ts";
import type { Retention } from "../constructs/retention.ts";
import type { RunnerSize } from "../constructs/runner.construct.ts";

export interface CoreStackProps extends StackProps {
  /** Keep table and bucket, and the data in them, when the stack goes. */
  readonly retain: boolean;
  /** Where traces of runs are sent, by OTLP over HTTP. */
  readonly otlpEndpoint?: string;
  /** A page of CloudWatch with what goes on. */
  readonly dashboard?: boolean;
  /** How long runs, log lines and events are kept. */
  readonly retention?: Retention;
  /** Of the function that runs deployments with `lambda()`. */
  readonly runner?: RunnerSize;
}

/** The orchestrator itself. Runs nothing while nothing runs, but for one short look each minute. */
export class CoreStack extends Stack {
  readonly core: Core;

  constructor(scope: Construct, id: string, { retain, retention, runner, dashboard, otlpEndpoint, ...props }: CoreStackProps) {
    super(scope, id, { description: "Millrace: the orchestrator's table, bucket, queues, functions and API", ...props });
    // an id that does not show in logical ids: what an earlier version deployed keeps its identity
    this.core = new Core(this, "Default", {
      retain,
      ...(retention !== undefined && { retention }),
      ...(runner !== undefined && { runner }),
      ...(dashboard !== undefined && { dashboard }),
      ...(otlpEndpoint !== undefined && { otlpEndpoint }),
    });
    const { api, token } = this.core;
    new CfnOutput(this, "ApiUrl", { value: api.url, description: "Set MILLRACE_API_URL to this" });
    new CfnOutput(this, "TokenParameter", {
      value: token.parameterName,
      description: "Set MILLRACE_API_KEY to what `aws ssm get-parameter --with-decryption --name` answers for this",
    });
  }
}
