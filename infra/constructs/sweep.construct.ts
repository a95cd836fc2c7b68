import { Duration, RemovalPolicy, Stack } from "aws-cdk-lib";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { CfnSchedule } from "aws-cdk-lib/aws-scheduler";
import { QueueEncryption, RedrivePermission, Queue as SqsQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { counted, countingEnvironment } from "./counted.ts";
import { environmentOf, type Foundations, grantCountUnhandled, unhandledEnvironment } from "./foundations.ts";
import { NodeFunction } from "./node-function.construct.ts";

/** Looks each minute for what got lost or late: runs, hints, timers, slots. */
export class Sweep extends Construct {
  /** Its log group, with what each pass came across. */
  readonly logs: string;

  constructor(scope: Construct, id: string, foundations: Foundations) {
    super(scope, id);
    const { table, bucket, events, tick, hints, timers, secrets, alarms } = foundations;
    const handler = new NodeFunction(this, "Handler", {
      bundle: "sweep",
      description: "Millrace: looks each minute for what got lost or late",
      environment: { ...environmentOf(foundations), ...unhandledEnvironment(foundations), ...countingEnvironment(this) },
      timeout: Duration.seconds(55),
    });
    table.grantDocuments(handler, { deletes: "many", indexes: ["list", "deployment", "holder", "parent"] });
    // what belongs to runs that are older than they are kept goes with them, from whatever storage it lies in
    bucket.grantBlobs(handler);
    secrets.grantOpening(handler);
    hints.grantSend(handler);
    timers.grantTimers(handler);
    events.grantSend(handler);
    tick.grantSend(handler);
    grantCountUnhandled(foundations, handler);
    this.logs = handler.logs;
    this.#eachMinute(handler);

    alarms.on("NotRunning", handler.lambda.metricInvocations({ period: Duration.minutes(5), statistic: "Sum" }), {
      scope: this,
      what: "The sweep has not run for ten minutes, so that nobody looks for what is lost or late",
      runbook: "sweep-stopped",
      periods: 2,
      below: true,
    });
    alarms.on("Failing", counted(this, "SweepFailures"), {
      scope: this,
      what: "A part of the sweep fails again and again",
      runbook: "sweep-failing",
      periods: 3,
    });
    alarms.on("Late", counted(this, "LateRuns"), {
      scope: this,
      what: "Runs are late: no agent takes them",
      runbook: "late-runs",
      periods: 2,
    });
    alarms.on("Unhandled", counted(this, "UnhandledMessages"), {
      scope: this,
      what: "Messages that nobody could handle: the log of the sweep says in which queues",
      runbook: "unhandled-messages",
    });
  }

  #eachMinute(handler: NodeFunction): void {
    const role = new Role(this, "Role", {
      assumedBy: new ServicePrincipal("scheduler.amazonaws.com", {
        conditions: { StringEquals: { "aws:SourceAccount": Stack.of(this).account } },
      }),
    });
    const missed = new SqsQueue(this, "Missed", {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      removalPolicy: RemovalPolicy.DESTROY,
      // EventBridge alone puts messages here
      redriveAllowPolicy: { redrivePermission: RedrivePermission.DENY_ALL },
    });
    role.addToPolicy(new PolicyStatement({ actions: ["lambda:InvokeFunction"], resources: [handler.lambda.functionArn] }));
    role.addToPolicy(new PolicyStatement({ actions: ["sqs:SendMessage"], resources: [missed.queueArn] }));
    const schedule = new CfnSchedule(this, "Schedule", {
      scheduleExpression: "rate(1 minute)",
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn: handler.lambda.functionArn,
        roleArn: role.roleArn,
        // the next pass comes in a minute anyway
        retryPolicy: { maximumEventAgeInSeconds: 60, maximumRetryAttempts: 0 },
        deadLetterConfig: { arn: missed.queueArn },
      },
    });
    schedule.node.addDependency(role);
  }
}
