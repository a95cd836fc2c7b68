import { Duration, RemovalPolicy } from "aws-cdk-lib";
import { QueueEncryption, Queue as SqsQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { NodeFunction } from "./node-function.construct.ts";

/** One queue of our functions' messages, and the queue of those that nobody could handle. */
export class Queue extends Construct {
  readonly url: string;
  readonly #queue: SqsQueue;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const common = {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      removalPolicy: RemovalPolicy.DESTROY,
    };
    const unhandled = new SqsQueue(this, "Unhandled", common);
    this.#queue = new SqsQueue(this, "Queue", {
      ...common,
      visibilityTimeout: Duration.seconds(60),
      deadLetterQueue: { queue: unhandled, maxReceiveCount: 10 },
    });
    this.url = this.#queue.queueUrl;
  }

  /** Lets a function send messages. */
  grantSend(target: NodeFunction): void {
    target.allow(["sqs:SendMessage"], [this.#queue.queueArn]);
  }
}
