import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { Core, type CoreProps } from "../constructs/core.construct.ts";
import { given } from "../constructs/given.ts";

export type CoreStackProps = StackProps &
  Pick<CoreProps, "retain" | "retention" | "runner" | "dashboard" | "otlpEndpoint" | "otlpHeadersParameter">;

/** The orchestrator itself. Runs nothing while nothing runs, but for one short look each minute. */
export class CoreStack extends Stack {
  readonly core: Core;

  constructor(scope: Construct, id: string, props: CoreStackProps) {
    const { retain, retention, runner, dashboard, otlpEndpoint, otlpHeadersParameter, ...rest } = props;
    super(scope, id, { description: "Millrace: the orchestrator's table, bucket, queues, functions and API", ...rest });
    // an id that does not show in logical ids: what an earlier version deployed keeps its identity
    this.core = new Core(this, "Default", { retain, ...given({ retention, runner, dashboard, otlpEndpoint, otlpHeadersParameter }) });
    const { api, token } = this.core;
    new CfnOutput(this, "ApiUrl", { value: api.url, description: "Set MILLRACE_API_URL to this" });
    new CfnOutput(this, "TokenParameter", {
      value: token.parameterName,
      description: "Set MILLRACE_API_KEY to what `aws ssm get-parameter --with-decryption --name` answers for this",
    });
  }
}
