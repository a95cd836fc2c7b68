/** Why grants may be there that the suite never used. A new one without a reason fails the lane; so does a reason nobody needs. */
export const reasons: readonly { readonly grant: RegExp; readonly reason: string }[] = [
  { grant: / logs:(CreateLogStream|PutLogEvents) /, reason: "Lambda writes a function's log under its role, not the function" },
  {
    grant: /^(TickFunction|React|Notify)Handler sqs:(ReceiveMessage|DeleteMessage|GetQueueAttributes|ChangeMessageVisibility) /,
    reason: "Lambda reads the queue under the function's role; the emulator reads it from within",
  },
  { grant: /^RunnerHandler sqs:SendMessage /, reason: "Lambda itself tells of an invocation that failed, under the function's role" },
  { grant: /^ReactHandler sqs:(CreateQueue|SendMessage) /, reason: "a run whose invocation was lost is announced again; here none was" },
  { grant: /^(Timers|Sweep) (sqs:SendMessage|lambda:InvokeFunction) /, reason: "EventBridge Scheduler sends and invokes under this role" },
  {
    grant: /^\w+Handler dynamodb:\w+ \$\{DocumentsTable\.Arn\}/,
    reason: "a function may do to documents what its bundle does: which of it, and by which index, depends on what it finds",
  },
  { grant: /^\w+Handler s3:ListBucket /, reason: "without it S3 answers 403 for an object that is missing, which would read as a fault" },
  {
    grant: /^SweepHandler (s3|ssm):/,
    reason: "the sweep removes results of runs older than they are kept, from whatever storage; here none is",
  },
  { grant: /^ApiHandler s3:DeleteObject /, reason: "results go with a run that is deleted; the suite deletes none" },
  {
    grant: /^SweepHandler (scheduler:|iam:PassRole|sqs:)/,
    reason: "the sweep mends timers, hints and announcements that got lost; here none was",
  },
  {
    grant: /^(Api|TickFunction)Handler scheduler:(GetSchedule|UpdateSchedule) /,
    reason: "a timer that is there already is put off, or looked at",
  },
  { grant: /^TickFunctionHandler scheduler:DeleteSchedule /, reason: "a deployment deleted or paused between the timer and its tick" },
  { grant: /^TickFunctionHandler sqs:CreateQueue /, reason: "the first hint of a work queue may be a tick's" },
  { grant: /^TickFunctionHandler s3:PutObject /, reason: "parameters too large for a document go to the bucket" },
  {
    grant: /^(Api|TickFunction)Handler sqs:SendMessage \$\{TickQueue\.Arn\}/,
    reason: "what is due sooner than a timer can go off is sent at once",
  },
  {
    grant: /^TokenMint (dynamodb:DeleteItem|ssm:DeleteParameter) /,
    reason: "what was minted goes with the part it was minted for; here none goes",
  },
  {
    grant: /^AgentsRegistryHandler ssm:DeleteParameter /,
    reason: "the agents' token goes with their stack; here it stays, and test/cloud/deployed/fleet.test.ts deletes one",
  },
  {
    grant: /^AgentsTask(Task|Execution) (s3|ssm):/,
    reason: "for the container, and for ECS that starts it: the suite runs one as a process with credentials of these roles",
  },
  { grant: /^AgentsTaskTask ecs:\w+TaskProtection /, reason: "an agent asks its own task's ECS, which is not there on the emulator" },
  { grant: /^ReactHandler ecs:DescribeServices /, reason: "the service is asked once a minute while agents run; here they run shorter" },
  { grant: /^ApiHandler sqs:SendMessage \$\{NotificationsQueue\.Arn\}/, reason: "a notification that somebody tries out" },
];

/** Functions that call nothing of AWS, by their roles, and why they would not. Of every other the suite must have seen a call. */
export const silent: Readonly<Record<string, string>> = {
  RunnerHandler: "it speaks to the API alone, with the token of its run",
};

/** Why this grant is there, by its line in test/infra/permissions.snap. */
export function reasonOf(line: string): string | undefined {
  return reasons.find(({ grant }) => grant.test(line))?.reason;
}
