import { DynamoDBClient, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import { ECSClient, type ECSClientConfig } from "@aws-sdk/client-ecs";
import { SchedulerClient, type SchedulerClientConfig } from "@aws-sdk/client-scheduler";
import { SQSClient, type SQSClientConfig } from "@aws-sdk/client-sqs";
import { ConfiguredRetryStrategy } from "@smithy/core/retry";

// Region, credentials and endpoint come from the environment, as the SDK defines, unless a caller overrides them.
// One client of each kind per process, made in the wiring. That of the bucket is beside the blobs, as servers without AWS
// use it too; that of the parameters beside the secrets, as few starts need it.

/** A client for the table: quick to give up on a silent connection, patient for some seconds with throttling. */
export function dynamoDbClient(overrides: DynamoDBClientConfig = {}): DynamoDBClient {
  return new DynamoDBClient({
    retryStrategy: new ConfiguredRetryStrategy(8, (attempt) => Math.random() * Math.min(2000, 25 * 2 ** attempt)),
    requestHandler: { connectionTimeout: 1000, requestTimeout: 4000, throwOnRequestTimeout: true },
    // Account-based endpoints buy us nothing and cost a look-up per request.
    accountIdEndpointMode: "disabled",
    ...overrides,
  });
}

/** A client for the queues; its requests may be long polls of 20 seconds. */
export function sqsClient(overrides: SQSClientConfig = {}): SQSClient {
  return new SQSClient({
    maxAttempts: 5,
    requestHandler: { connectionTimeout: 1000, requestTimeout: 25_000, throwOnRequestTimeout: true },
    ...overrides,
  });
}

/** A client for the timers: patient for some twenty seconds, since a wave of new deployments meets the account's rate of requests. */
export function schedulerClient(overrides: SchedulerClientConfig = {}): SchedulerClient {
  return new SchedulerClient({
    retryStrategy: new ConfiguredRetryStrategy(10, (attempt) => (0.5 + Math.random() / 2) * Math.min(4000, 50 * 2 ** attempt)),
    requestHandler: { connectionTimeout: 1000, requestTimeout: 5000, throwOnRequestTimeout: true },
    ...overrides,
  });
}

/** A client for containers: ECS is slow to answer and quick to throttle, so it is asked patiently. */
export function ecsClient(overrides: ECSClientConfig = {}): ECSClient {
  return new ECSClient({
    maxAttempts: 6,
    requestHandler: { connectionTimeout: 1000, requestTimeout: 10_000, throwOnRequestTimeout: true },
    ...overrides,
  });
}
