import { Duration } from "aws-cdk-lib";
import { CfnEventInvokeConfig } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import type { Foundations } from "./foundations.ts";
import { given } from "./given.ts";
import { NodeFunction } from "./node-function.construct.ts";

/** What one function can be for all runs of deployments with `lambda()`. */
export interface RunnerSize {
  /** Memory of an invocation in MiB, 512 to 10240; CPU grows with it, to one vCPU at 1769. Default 1769. */
  readonly memoryMb?: number;
  /** How many invocations may go on at once; the others wait. Taken from the account's own limit, of which 100 must be left. Default: that limit alone. */
  readonly mostAtOnce?: number;
}

export interface RunnerProps extends RunnerSize {
  readonly foundations: Foundations;
  /** Address of the API: all the function knows of the rest. */
  readonly apiUrl: string;
}

/**
 * The function that takes the runs of deployments with `lambda()` in hand. It is invoked asynchronously by whoever is told that a run is due,
 * since a queue of its own would be polled, and paid for, all the time. What is in an invocation's process may do what the function may: which
 * is to write its log, and to tell of its failure.
 */
export class Runner extends Construct {
  readonly #handler: NodeFunction;

  constructor(scope: Construct, id: string, { foundations, apiUrl, memoryMb = 1769, mostAtOnce }: RunnerProps) {
    super(scope, id);
    const { events, alarms } = foundations;
    const handler = new NodeFunction(this, "Handler", {
      bundle: "runner",
      description: "Millrace: runs flows of deployments with lambda()",
      environment: { MILLRACE_API_URL: apiUrl },
      memoryMb,
      timeout: Duration.seconds(900),
      ...given({ mostAtOnce }),
    });
    this.#handler = handler;
    // Lambda tells of a failure as the function would
    events.grantSend(handler);
    const telling = new CfnEventInvokeConfig(this, "Failures", {
      functionName: handler.lambda.functionName,
      qualifier: "$LATEST",
      // whoever lost a run starts another invocation for it, under another epoch; the same call again would find nothing to claim
      maximumRetryAttempts: 0,
      maximumEventAgeInSeconds: 3600,
      destinationConfig: { onFailure: { destination: events.arn } },
    });
    // without the role's policy the destination is refused
    telling.node.addDependency(handler);
    alarms.on("Failing", handler.lambda.metricErrors({ period: Duration.minutes(5), statistic: "Sum" }), {
      scope: this,
      what: "Invocations of the runner end before their runs do",
      runbook: "runner-failing",
      threshold: 3,
    });
  }

  /** Lets a function invoke the runner, and tells it which one that is. */
  grantStart(target: NodeFunction): void {
    const { functionName } = this.#handler.lambda;
    target.allow(["lambda:InvokeFunction"], [this.#handler.lambda.functionArn]);
    target.lambda.addEnvironment("MILLRACE_RUNNER_FUNCTION", functionName);
  }
}
