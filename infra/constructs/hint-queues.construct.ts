import { ArnFormat, Names, Stack } from "aws-cdk-lib";
import { Construct } from "constructs";
import type { NodeFunction } from "./node-function.construct.ts";

/**
 * The queues that wake the agents, one for each work queue. Work queues come and go at run time, so that their queues are made by the functions
 * when they are first used, under a prefix that is this deployment's own. They are no resources of the stack: see docs/guides/deploy-aws.md.
 */
export class HintQueues extends Construct {
  /** What the names of the queues begin with. */
  readonly prefix: string;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    // a name of SQS has 80 characters, and the rooms' part of it 41
    this.prefix = `${Names.uniqueResourceName(this, { maxLength: 38, separator: "-", allowedSpecialCharacters: "-" })}-`;
  }

  /** Lets a function make the queues and send to them. */
  grantSend(target: NodeFunction): void {
    target.allow(["sqs:CreateQueue", "sqs:SendMessage"], [this.#queues]);
  }

  /** Lets a function sign links at which agents wait: a link may do what its signer may. */
  grantWait(target: NodeFunction): void {
    target.allow(["sqs:ReceiveMessage"], [this.#queues]);
  }

  get #queues(): string {
    return Stack.of(this).formatArn({ service: "sqs", resource: `${this.prefix}work-*`, arnFormat: ArnFormat.NO_RESOURCE_NAME });
  }
}
