import { Duration, RemovalPolicy, Stack } from "aws-cdk-lib";
import type { FargateTaskDefinition, ICluster } from "aws-cdk-lib/aws-ecs";
import { Rule } from "aws-cdk-lib/aws-events";
import { SqsQueue } from "aws-cdk-lib/aws-events-targets";
import { Policy, PolicyStatement } from "aws-cdk-lib/aws-iam";
import { Queue, QueueEncryption, RedrivePermission } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { Core } from "./core.construct.ts";

export interface RunTasksProps {
  readonly core: Core;
  readonly cluster: ICluster;
  /** The definition whose container, roles and logs the tasks of runs have too. */
  readonly task: FargateTaskDefinition;
}

/**
 * Lets runs have Fargate tasks of their own: the function that starts what is due may start and stop tasks in this cluster, of definitions it
 * makes from that of the agents, and ECS tells when they stop.
 */
export class RunTasks extends Construct {
  constructor(scope: Construct, id: string, { core, cluster, task }: RunTasksProps) {
    super(scope, id);
    const stack = Stack.of(this);
    const families = stack.formatArn({ service: "ecs", resource: "task-definition", resourceName: "millrace-run-*" });
    const inCluster = { ArnEquals: { "ecs:cluster": cluster.clusterArn } };
    const statement = (actions: string[], resources: string[], conditions?: Record<string, Record<string, unknown>>) =>
      new PolicyStatement({ actions, resources, ...(conditions && { conditions }) });
    const roles = [task.taskRole.roleArn, task.obtainExecutionRole().roleArn];
    new Policy(this, "Starting", {
      roles: [core.tick.handler.role],
      statements: [
        statement(["ecs:RunTask"], [families], inCluster),
        statement(["ecs:StopTask"], [stack.formatArn({ service: "ecs", resource: "task", resourceName: `${cluster.clusterName}/*` })]),
        statement(["ecs:RegisterTaskDefinition"], [families]),
        // ECS knows no resource for it
        statement(["ecs:DescribeTaskDefinition"], ["*"]),
        statement(["iam:PassRole"], roles, { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } }),
      ],
    });
    const untold = new Queue(this, "Untold", {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      removalPolicy: RemovalPolicy.DESTROY,
      // EventBridge alone puts messages here
      redriveAllowPolicy: { redrivePermission: RedrivePermission.DENY_ALL },
    });
    const events = core.foundations.events.asTarget(this);
    new Rule(this, "Stopped", {
      description: "Millrace: a task of a run has stopped",
      eventPattern: {
        source: ["aws.ecs"],
        detailType: ["ECS Task State Change"],
        detail: { clusterArn: [cluster.clusterArn], lastStatus: ["STOPPED"], group: ["millrace-runs"] },
      },
      targets: [new SqsQueue(events, { deadLetterQueue: untold, maxEventAge: Duration.hours(24) })],
    });
    core.foundations.alarms.on(
      "Untold",
      untold.metricApproximateNumberOfMessagesVisible({ statistic: "Maximum", period: Duration.minutes(5) }),
      {
        scope: this,
        what: "EventBridge could not tell of tasks that stopped, so that their runs end only when their lease does",
        runbook: "untold-tasks",
      },
    );
  }
}
