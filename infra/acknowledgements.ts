import { Validations } from "aws-cdk-lib";
import type { Construct } from "constructs";

/**
 * Says, finding by finding and place by place, why what cdk-nag objects to is meant. A finding without an entry here fails the synthesis.
 * Stacks that are not part of this synthesis are passed over.
 */
export function acknowledge(app: Construct): void {
  for (const [stack, places] of Object.entries(meant)) {
    if (app.node.tryFindChild(stack) === undefined) continue;
    for (const [path, reasons] of Object.entries(places)) {
      const place = [stack, ...path.split("/")].reduce<Construct | undefined>(
        (above, id) => above?.node.tryFindChild(id) as Construct | undefined,
        app,
      );
      if (place === undefined) throw new Error(`The acknowledged place ${stack}/${path} is gone; remove its entry.`);
      for (const [rule, reason] of Object.entries(reasons))
        Validations.of(place).acknowledge({ id: `AwsSolutions::AwsSolutions-${rule}`, reason });
    }
  }
}

/** Reasons by rule, the rule named without what all names begin with. */
type Reasons = Readonly<Record<string, string>>;

const ALL_OBJECTS = "IAM5[Resource::<BlobsBucket1038ED5D.Arn>/*]";
const HINT_QUEUES = "IAM5[Resource::arn:<AWS::Partition>:sqs:<AWS::Region>:<AWS::AccountId>:Millrace-Hints-37091FDB-work-*]";
const TIMERS = "IAM5[Resource::arn:<AWS::Partition>:scheduler:<AWS::Region>:<AWS::AccountId>:schedule/<TimersGroup76C79D49>/deployment-*]";

const madeAtRunTime = "The prefix is this deployment's own, and making a queue and sending to it is all that is allowed.";

/** What each function that makes runs is allowed, but for its blobs. */
const dispatches: Reasons = {
  [HINT_QUEUES]: `Work queues are made at run time, each with a queue that wakes its agents. ${madeAtRunTime}`,
  [TIMERS]: "Each deployment has a timer named by its id. The group is this stack's own and holds nothing else.",
};

const allObjects =
  "It reads, writes and deletes blobs whose keys come with each run, so all objects of this one bucket, and three object actions, are what it needs.";

/** Reasons by stack and place in it. The core lies in its stack under an id that does not show. */
const meant: Readonly<Record<string, Readonly<Record<string, Reasons>>>> = {
  Millrace: {
    "Default/Api/Handler": { [ALL_OBJECTS]: allObjects, ...dispatches },
    "Default/TickFunction/Handler": {
      [ALL_OBJECTS]:
        "Parameters too large for a document become blobs whose keys come with each run. It may write objects of this one bucket, and neither read nor delete them.",
      ...dispatches,
    },
    "Default/Sweep/Handler": { [ALL_OBJECTS]: allObjects, ...dispatches },
    "Default/React/Handler": {
      [HINT_QUEUES]: `A run that Lambda tells has failed lets go of its slots, and whoever waits for one may be in any work queue. ${madeAtRunTime}`,
    },
    "Default/Timers/Unsent": {
      SQS3: "It is a dead-letter queue: that of the timers, which EventBridge Scheduler names in each schedule and not in another queue.",
    },
    "Default/Sweep/Missed": { SQS3: "It is a dead-letter queue: that of the schedule which sets the sweep off." },
    "Default/Blobs/Bucket": {
      S1: "Server access logs would need a second bucket that is never read; blobs are reached through the API and its links, and CloudTrail data events can be switched on where an audit asks for them.",
    },
    "Default/Api/Http": {
      APIG1:
        "The API function writes a JSON line with method, path and request id for each failure of its own, and answers carry the request id; a log line for each request would cost more than the requests. CloudWatch counts requests, errors and latency of the stage for nothing",
      APIG4:
        "Only GET /api/health and GET /api/ready are open; they tell no more than that the service is there, and load balancers and clients ask them before they have a token. A test holds every other route to the authorizer.",
    },
  },
  MillraceConsole: {
    "Console/Files": { S1: "It holds the console's public files, read by CloudFront alone; a log of who read them tells nothing." },
    "Console/Upload": {
      "IAM5[Resource::<ConsoleFiles2D43986C.Arn>/*]":
        "The names of the console's files change with each build; it may put and delete those of this one bucket.",
    },
    "Console/Distribution": {
      CFR1: "People may open their own console from any country.",
      CFR2: "A web ACL costs some dollars a month at rest. Every request to the API needs a token; the guide says how to add an ACL.",
      CFR3: "The API logs what it is asked; a log of reads of static files would need a bucket of its own.",
      CFR4: "CloudFront's own certificate fixes the lowest version of TLS. With a domain and a certificate of your own it is 1.2.",
    },
  },
  MillraceAgents: {
    "Agents/Vpc": {
      VPC7: "Nothing listens in it: its one security group lets nobody in. A flow log would cost more than the agents at rest.",
    },
    "Agents/Cluster": {
      ECS4: "Container Insights costs by the metric; what agents do is seen in Millrace itself, run by run.",
    },
    "Agents/Task": {
      ECS2: "The variables are addresses and names. The token, the only secret, comes from the encrypted parameter.",
    },
    "Agents/Task/TaskRole": {
      "IAM5[Resource::arn:<AWS::Partition>:ecs:<AWS::Region>:<AWS::AccountId>:task/<AgentsCluster3D9E340A>/*]":
        "An agent that holds runs asks ECS to stop others first. The names of tasks are made when they start; the cluster holds nothing else.",
    },
    "Agents/Runs/Untold": {
      SQS3: "It is a dead-letter queue: that of the rule which tells of tasks that stopped.",
    },
    "Agents/Runs/Starting": {
      "IAM5[Resource::arn:<AWS::Partition>:ecs:<AWS::Region>:<AWS::AccountId>:task-definition/millrace-run-*]":
        "Each shape that runs ask for has a definition of its own, made when the first run asks. Their names begin alike, and tasks of them may be started in this one cluster only.",
      "IAM5[Resource::arn:<AWS::Partition>:ecs:<AWS::Region>:<AWS::AccountId>:task/<AgentsCluster3D9E340A>/*]":
        "The task of a run that is cancelled before it started is stopped. The names of tasks are made when they start; the cluster holds nothing else.",
      "IAM5[Resource::*]": "ecs:DescribeTaskDefinition knows no resource. It reads definitions, which hold no secrets.",
    },
  },
};
