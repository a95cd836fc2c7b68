import { ArnFormat, Duration, Stack } from "aws-cdk-lib";
import { Construct } from "constructs";
import { environmentOf, type Foundations } from "./foundations.ts";
import { given } from "./given.ts";
import { NodeFunction } from "./node-function.construct.ts";

/** Sends notifications to people and hooks, and traces to a collector; both may be slow to take them. */
export class Notify extends Construct {
  constructor(scope: Construct, id: string, foundations: Foundations) {
    super(scope, id);
    const { otlpEndpoint, otlpHeadersParameter: parameter } = foundations;
    if (parameter !== undefined && otlpEndpoint?.startsWith("https://") !== true) {
      const got = otlpEndpoint === undefined ? "there is none" : `it is ${otlpEndpoint}`;
      throw new Error(`otlpHeadersParameter needs an otlpEndpoint of https, and ${got}: what the headers say would be sent in clear.`);
    }
    const handler = new NodeFunction(this, "Handler", {
      bundle: "notify",
      description: "Millrace: sends notifications",
      environment: { ...environmentOf(foundations), ...given({ MILLRACE_OTLP_HEADERS_PARAMETER: parameter }) },
      timeout: Duration.seconds(60),
    });
    foundations.table.grantDeliveries(handler);
    foundations.secrets.grantOpening(handler);
    foundations.notifications.feed(handler);
    if (parameter === undefined) return;
    const named = { service: "ssm", resource: "parameter", resourceName: parameter.replace(/^\//, "") };
    handler.allow(["ssm:GetParameter"], [Stack.of(this).formatArn({ ...named, arnFormat: ArnFormat.SLASH_RESOURCE_NAME })]);
  }
}
