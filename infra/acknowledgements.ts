import { Validations } from "aws-cdk-lib";
import type { Construct } from "constructs";

/**
 * Says, finding by finding and place by place, why what cdk-nag objects to is meant. A finding without an entry here fails the synthesis.
 * Stacks that are not part of this synthesis are passed over.
 */
export function acknowledge(app: Construct): void {
  for (const { path, id, reason } of [...core(), ...edge, ...agents]) {
    const [stack, ...rest] = path;
    let place = app.node.tryFindChild(stack);
    if (place === undefined) continue;
    for (const name of rest) place = place?.node.tryFindChild(name);
    if (place === undefined) throw new Error(`The acknowledged place ${path.join("/")} is gone; remove its entry.`);
    Validations.of(place).acknowledge({ id, reason });
  }
}

interface Finding {
  readonly path: readonly [string, ...string[]];
  readonly id: string;
  readonly reason: string;
}

const ALL_OBJECTS = "AwsSolutions::AwsSolutions-IAM5[Resource::<BlobsBucket1038ED5D.Arn>/*]";
const HINT_QUEUES =
  "AwsSolutions::AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:sqs:<AWS::Region>:<AWS::AccountId>:Millrace-Hints-37091FDB-work-*]";
const TIMERS =
  "AwsSolutions::AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:scheduler:<AWS::Region>:<AWS::AccountId>:schedule/<TimersGroup76C79D49>/deployment-*]";

/** The functions that make runs, with what each writes blobs for. */
const dispatchers = ["Api", "TickFunction", "Sweep"];

const findings: readonly Finding[] = [
  ...dispatchers.flatMap((name): Finding[] => [
    {
      path: [name, "Handler"],
      id: ALL_OBJECTS,
      reason:
        name !== "TickFunction"
          ? "It reads, writes and deletes blobs whose keys come with each run, so all objects of this one bucket, and three object actions, are what it needs."
          : "Parameters too large for a document become blobs whose keys come with each run. It may write objects of this one bucket, and neither read nor delete them.",
    },
    {
      path: [name, "Handler"],
      id: HINT_QUEUES,
      reason:
        "Work queues are made at run time, each with a queue that wakes its agents. The prefix is this deployment's own, and making a queue and sending to it is all that is allowed.",
    },
    {
      path: [name, "Handler"],
      id: TIMERS,
      reason: "Each deployment has a timer named by its id. The group is this stack's own and holds nothing else.",
    },
  ]),
  {
    path: ["React", "Handler"],
    id: HINT_QUEUES,
    reason:
      "A run that Lambda tells has failed lets go of its slots, and whoever waits for one may be in any work queue. The prefix is this deployment's own, and making a queue and sending to it is all that is allowed.",
  },
  {
    path: ["Timers", "Unsent"],
    id: "AwsSolutions::AwsSolutions-SQS3",
    reason: "It is a dead-letter queue: that of the timers, which EventBridge Scheduler names in each schedule and not in another queue.",
  },
  {
    path: ["Sweep", "Missed"],
    id: "AwsSolutions::AwsSolutions-SQS3",
    reason: "It is a dead-letter queue: that of the schedule which sets the sweep off.",
  },
  {
    path: ["Blobs", "Bucket"],
    id: "AwsSolutions::AwsSolutions-S1",
    reason:
      "Server access logs would need a second bucket that is never read; blobs are reached through the API and its links, and CloudTrail data events can be switched on where an audit asks for them.",
  },
  {
    path: ["Api", "Http"],
    id: "AwsSolutions::AwsSolutions-APIG1",
    reason:
      "The API function writes a JSON line with method, path and request id for each failure of its own, and answers carry the request id; a log line for each request would cost more than the requests. CloudWatch counts requests, errors and latency of the stage for nothing",
  },
  {
    path: ["Api", "Http"],
    id: "AwsSolutions::AwsSolutions-APIG4",
    reason:
      "Only GET /api/health and GET /api/ready are open; they tell no more than that the service is there, and load balancers and clients ask them before they have a token. A test holds every other route to the authorizer.",
  },
];

/** Those of the core, which lie in the stack under an id that does not show. */
function core(): Finding[] {
  return findings.map((finding) => ({ ...finding, path: ["Millrace", "Default", ...finding.path] }));
}

const edge: readonly Finding[] = [
  {
    path: ["MillraceConsole", "Console", "Files"],
    id: "AwsSolutions::AwsSolutions-S1",
    reason: "It holds the console's public files, read by CloudFront alone; a log of who read them tells nothing.",
  },
  {
    path: ["MillraceConsole", "Console", "Upload"],
    id: "AwsSolutions::AwsSolutions-IAM5[Resource::<ConsoleFiles2D43986C.Arn>/*]",
    reason: "The names of the console's files change with each build; it may put and delete those of this one bucket.",
  },
  ...(
    [
      ["CFR1", "People may open their own console from any country."],
      ["CFR2", "A web ACL costs some dollars a month at rest. Every request to the API needs a token; the guide says how to add an ACL."],
      ["CFR3", "The API logs what it is asked; a log of reads of static files would need a bucket of its own."],
      ["CFR4", "CloudFront's own certificate fixes the lowest version of TLS. With a domain and a certificate of your own it is 1.2."],
    ] as const
  ).map(
    ([rule, reason]): Finding => ({
      path: ["MillraceConsole", "Console", "Distribution"],
      id: `AwsSolutions::AwsSolutions-${rule}`,
      reason,
    }),
  ),
];

const agents: readonly Finding[] = [
  {
    path: ["MillraceAgents", "Agents", "Vpc"],
    id: "AwsSolutions::AwsSolutions-VPC7",
    reason: "Nothing listens in it: its one security group lets nobody in. A flow log would cost more than the agents at rest.",
  },
  {
    path: ["MillraceAgents", "Agents", "Cluster"],
    id: "AwsSolutions::AwsSolutions-ECS4",
    reason: "Container Insights costs by the metric; what agents do is seen in Millrace itself, run by run.",
  },
  {
    path: ["MillraceAgents", "Agents", "Task"],
    id: "AwsSolutions::AwsSolutions-ECS2",
    reason: "The variables are addresses and names. The token, the only secret, comes from the encrypted parameter.",
  },
  {
    path: ["MillraceAgents", "Agents", "Task", "TaskRole"],
    id: "AwsSolutions::AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ecs:<AWS::Region>:<AWS::AccountId>:task/<AgentsCluster3D9E340A>/*]",
    reason:
      "An agent that holds runs asks ECS to stop others first. The names of tasks are made when they start; the cluster holds nothing else.",
  },
  {
    path: ["MillraceAgents", "Agents", "Runs", "Untold"],
    id: "AwsSolutions::AwsSolutions-SQS3",
    reason: "It is a dead-letter queue: that of the rule which tells of tasks that stopped.",
  },
  {
    path: ["MillraceAgents", "Agents", "Runs", "Starting"],
    id: "AwsSolutions::AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ecs:<AWS::Region>:<AWS::AccountId>:task-definition/millrace-run-*]",
    reason:
      "Each shape that runs ask for has a definition of its own, made when the first run asks. Their names begin alike, and tasks of them may be started in this one cluster only.",
  },
  {
    path: ["MillraceAgents", "Agents", "Runs", "Starting"],
    id: "AwsSolutions::AwsSolutions-IAM5[Resource::*]",
    reason: "ecs:DescribeTaskDefinition knows no resource. It reads definitions, which hold no secrets.",
  },
];
