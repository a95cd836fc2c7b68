import { ArnFormat, Duration, RemovalPolicy, Stack } from "aws-cdk-lib";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { CfnScheduleGroup } from "aws-cdk-lib/aws-scheduler";
import { QueueEncryption, RedrivePermission, Queue as SqsQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { NodeFunction } from "./node-function.construct.ts";
import type { Queue } from "./queue.construct.ts";

export interface TimersProps {
  /** Gets the messages of the timers. */
  readonly tick: Queue;
}

/** The timers of deployments: a group of EventBridge schedules that holds nothing else, and the role that lets them send to one queue. */
export class Timers extends Construct {
  readonly group: string;
  readonly roleArn: string;
  /** The queue of messages that could not be sent; the sweep counts them for an alarm. */
  readonly deadLetterArn: string;
  readonly deadLetterUrl: string;
  readonly #schedules: string;

  constructor(scope: Construct, id: string, { tick }: TimersProps) {
    super(scope, id);
    const stack = Stack.of(this);
    const group = new CfnScheduleGroup(this, "Group");
    this.group = group.ref;
    const role = new Role(this, "Role", {
      assumedBy: new ServicePrincipal("scheduler.amazonaws.com", { conditions: { StringEquals: { "aws:SourceAccount": stack.account } } }),
    });
    const unsent = new SqsQueue(this, "Unsent", {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      removalPolicy: RemovalPolicy.DESTROY,
      // EventBridge alone puts messages here
      redriveAllowPolicy: { redrivePermission: RedrivePermission.DENY_ALL },
    });
    role.addToPolicy(new PolicyStatement({ actions: ["sqs:SendMessage"], resources: [tick.arn, unsent.queueArn] }));
    this.roleArn = role.roleArn;
    this.deadLetterArn = unsent.queueArn;
    this.deadLetterUrl = unsent.queueUrl;
    this.#schedules = stack.formatArn({
      service: "scheduler",
      resource: "schedule",
      resourceName: `${this.group}/deployment-*`,
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
  }

  /** Lets a function ask how many messages could not be sent. */
  grantCountUnsent(target: NodeFunction): void {
    target.allow(["sqs:GetQueueAttributes"], [this.deadLetterArn]);
  }

  /** Lets a function set, read and delete timers. */
  grantTimers(target: NodeFunction): void {
    const actions = ["CreateSchedule", "GetSchedule", "UpdateSchedule", "DeleteSchedule"].map((action) => `scheduler:${action}`);
    target.allow(actions, [this.#schedules]);
    target.allow(["iam:PassRole"], [this.roleArn], { StringEquals: { "iam:PassedToService": "scheduler.amazonaws.com" } });
  }
}
