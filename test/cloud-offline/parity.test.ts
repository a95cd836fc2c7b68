import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  DeleteScheduleCommand,
  GetScheduleCommand,
  ListSchedulesCommand,
  SchedulerClient,
} from "@aws-sdk/client-scheduler";
import { SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { expect, it } from "vitest";
import { dynamoDbClient, schedulerClient, sqsClient, ssmClient } from "#cloud/clients.ts";
import { toSchedule } from "#cloud/timers/schedule.ts";
import { openTimers } from "#cloud/timers/timers.ts";
import { systemClock } from "#core/ports/system.ts";
import type { Timer } from "#core/ports/timers.ts";
import { type Asked, answering, nowhere } from "./support.ts";

/** What reaches the service, without what differs from request to request. */
function recorder() {
  const heard: object[] = [];
  const requestHandler = answering(({ operation, query, input, headers }: Asked) => {
    const { ClientToken: _token, ...body } = input;
    const { clientToken: _clientToken, ...asked } = query;
    const { host, "x-amz-target": target, "content-type": type } = headers;
    // the protocol of REST needs no type where there is no body
    heard.push({ operation, query: asked, body, host, target, type: text(body) === "{}" ? undefined : type });
    return { body: { ScheduleArn: "arn", Name: "t", Description: "null", Successful: [], Schedules: [] } };
  });
  return { heard, settings: { ...nowhere, requestHandler } };
}

const text = (value: unknown) => JSON.stringify(value);

it("asks DynamoDB as its own client does, bytes included", async () => {
  const [ours, theirs] = [recorder(), recorder()];
  const values = { pk: { S: "流れ" }, v: { N: "1" } };
  const bytes = Buffer.of(0, 1, 254, 255);
  await dynamoDbClient(ours.settings).send("PutItem", { TableName: "t", Item: { ...values, b: { B: bytes.toString("base64") } } });
  await new DynamoDBClient({ ...theirs.settings, accountIdEndpointMode: "disabled" }).send(
    new PutItemCommand({ TableName: "t", Item: { ...values, b: { B: bytes } } }),
  );
  expect(ours.heard).toEqual(theirs.heard);
});

it("asks SQS as its own client does", async () => {
  const [ours, theirs] = [recorder(), recorder()];
  const input = { QueueUrl: "https://sqs.us-east-1.amazonaws.com/1/q", Entries: [{ Id: "0", MessageBody: "{}", DelaySeconds: 3 }] };
  await sqsClient(ours.settings).send("SendMessageBatch", input);
  await new SQSClient({ ...theirs.settings, md5: false }).send(new SendMessageBatchCommand(input));
  expect(ours.heard).toEqual(theirs.heard);
});

it("asks the parameters as their own client does", async () => {
  const [ours, theirs] = [recorder(), recorder()];
  const input = { Name: "/millrace/x", Value: "secret", Type: "SecureString", Overwrite: true } as const;
  await ssmClient(ours.settings).send("PutParameter", input);
  await new SSMClient(theirs.settings).send(new PutParameterCommand(input));
  expect(ours.heard).toEqual(theirs.heard);
});

it("asks EventBridge Scheduler as its own client does", async () => {
  const [ours, theirs] = [recorder(), recorder()];
  const destination = { roleArn: "arn:role", queueArns: { tick: "arn:queue" }, deadLetterArn: "arn:lost" };
  const clock = { ...systemClock, now: () => Date.UTC(2026, 10, 26, 10) };
  const timers = openTimers({ client: schedulerClient(ours.settings), group: "g", ...destination, queue: undefined as never, clock });
  const timer: Timer = { id: "deployment-1", queue: "tick", body: "{}", schedule: { kind: "rate", minutes: 5 } };
  await timers.put(timer);
  await timers.get(timer.id);
  await timers.list("deployment-", "more");
  await timers.delete(timer.id);

  const client = new SchedulerClient(theirs.settings);
  const { StartDate, ...fields } = toSchedule(timer, destination, clock.now());
  const input = { Name: timer.id, GroupName: "g", ...fields, StartDate: new Date(StartDate! * 1000) } satisfies CreateScheduleCommandInput;
  await client.send(new CreateScheduleCommand(input));
  await client.send(new GetScheduleCommand({ Name: timer.id, GroupName: "g" }));
  await client.send(new ListSchedulesCommand({ GroupName: "g", NamePrefix: "deployment-", NextToken: "more" }));
  await client.send(new DeleteScheduleCommand({ Name: timer.id, GroupName: "g" }));
  expect(ours.heard).toEqual(theirs.heard);
});
