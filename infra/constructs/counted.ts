import { Duration, Stack } from "aws-cdk-lib";
import { Metric } from "aws-cdk-lib/aws-cloudwatch";
import type { Construct } from "constructs";

/** What has a function's counts filed under the name of this deployment, so that another one in the account raises no alarm of this. */
export function countingEnvironment(scope: Construct): Record<string, string> {
  return { POWERTOOLS_SERVICE_NAME: Stack.of(scope).stackName };
}

/** What functions of the scope's stack count by that name (functions/counts.ts), over five minutes. */
export function counted(scope: Construct, metricName: string): Metric {
  const dimensionsMap = { service: Stack.of(scope).stackName };
  return new Metric({ namespace: "Millrace", metricName, dimensionsMap, statistic: "Sum", period: Duration.minutes(5) });
}
