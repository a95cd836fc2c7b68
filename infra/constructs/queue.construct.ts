import { Duration, RemovalPolicy, Stack } from "aws-cdk-lib";
import type { Metric } from "aws-cdk-lib/aws-cloudwatch";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { EventSourceMapping } from "aws-cdk-lib/aws-lambda";
import { type IQueue, QueueEncryption, RedrivePermission, Queue as SqsQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { NodeFunction } from "./node-function.construct.ts";

export interface QueueProps {
  /** How often a message is tried before nobody is thought able to handle it. */
  readonly tries: number;
  /** How long the function that handles its messages may take; they stay away from others six times as long. Default 60 seconds. */
  readonly handledWithin?: Duration;
}

/** One queue of our functions' messages, and the queue of those that nobody could handle, in which the sweep counts them for an alarm. */
export class Queue extends Construct {
  readonly url: string;
  readonly arn: string;
  /** The queue of what nobody could handle. */
  readonly unhandledUrl: string;
  /** How many messages wait, and how many nobody could handle. */
  readonly waiting: Metric;
  readonly unhandled: Metric;
  readonly #queue: SqsQueue;
  readonly #unhandled: SqsQueue;

  constructor(scope: Construct, id: string, { tries, handledWithin = Duration.seconds(60) }: QueueProps) {
    super(scope, id);
    const common = {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      removalPolicy: RemovalPolicy.DESTROY,
    };
    // Its one source cannot be named here: each of the two would have to be made before the other.
    const unhandled = new SqsQueue(this, "Unhandled", {
      ...common,
      visibilityTimeout: Duration.seconds(handledWithin.toSeconds() * 6),
    });
    this.#unhandled = unhandled;
    this.unhandledUrl = unhandled.queueUrl;
    this.#queue = new SqsQueue(this, "Queue", {
      ...common,
      // Lambda asks for six times its own patience, so that a message is not handled twice at once
      visibilityTimeout: Duration.seconds(handledWithin.toSeconds() * 6),
      deadLetterQueue: { queue: unhandled, maxReceiveCount: tries },
      // nothing of another queue is ever to end up among live messages
      redriveAllowPolicy: { redrivePermission: RedrivePermission.DENY_ALL },
    });
    this.url = this.#queue.queueUrl;
    this.arn = this.#queue.queueArn;
    const visible = { statistic: "Maximum", period: Duration.minutes(5) };
    this.waiting = this.#queue.metricApproximateNumberOfMessagesVisible(visible);
    this.unhandled = unhandled.metricApproximateNumberOfMessagesVisible(visible);
  }

  /** Lets a function send messages. */
  grantSend(target: NodeFunction): void {
    target.allow(["sqs:SendMessage"], [this.arn]);
  }

  /** Lets a function ask how many messages nobody could handle. */
  grantCountUnhandled(target: NodeFunction): void {
    target.allow(["sqs:GetQueueAttributes"], [this.#unhandled.queueArn]);
  }

  /** Lets EventBridge send what rules of this account find, wherever those are defined. */
  allowRules(): void {
    const rules = Stack.of(this).formatArn({ service: "events", resource: "rule", resourceName: "*" });
    this.#queue.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal("events.amazonaws.com")],
        actions: ["sqs:SendMessage"],
        resources: [this.arn],
        conditions: { ArnLike: { "aws:SourceArn": rules } },
      }),
    );
  }

  /** The queue as a rule of another stack names it. */
  asTarget(scope: Construct): IQueue {
    return SqsQueue.fromQueueArn(scope, "Target", this.arn);
  }

  /**
   * Lets Lambda hand the messages to a function, ten at a time, and the function say when one comes again. Those that nobody could handle have
   * a source of their own, which is disabled: enabled by hand once the cause is mended, it has them done again one by one.
   */
  feed(target: NodeFunction): void {
    this.#source("Source", target, this.#queue, 10, true);
    this.#source("Redrive", target, this.#unhandled, 1, false);
  }

  #source(id: string, target: NodeFunction, { queueArn }: SqsQueue, batchSize: number, enabled: boolean): void {
    target.allow(["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ChangeMessageVisibility"], [queueArn]);
    const source = new EventSourceMapping(this, id, {
      target: target.lambda,
      eventSourceArn: queueArn,
      batchSize,
      enabled,
      reportBatchItemFailures: true,
    });
    // without the role's policy the mapping is refused
    source.node.addDependency(target);
  }
}
