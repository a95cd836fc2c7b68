import { ECSClient, type ECSClientConfig } from "@aws-sdk/client-ecs";
import { ConfiguredRetryStrategy, StandardRetryStrategy } from "@smithy/core/retry";
import type { QueueOperations } from "./queue/operations.ts";
import type { ParameterOperations } from "./secrets/operations.ts";
import type { StoreOperations } from "./store/operations.ts";
import { type JsonService, openJsonService } from "./wire/json-service.ts";
import { openService, type Service } from "./wire/service.ts";
import type { ServiceOptions } from "./wire/settings.ts";

// Region, credentials and endpoint come from the environment, as the SDK defines, unless a caller overrides them.
// One client of each kind per process, made in the wiring. That of the bucket is beside the blobs, as servers without AWS use it too.

export type DynamoDbClient = JsonService<StoreOperations>;
export type SqsClient = JsonService<QueueOperations>;
export type SsmClient = JsonService<ParameterOperations>;
export type SchedulerClient = Service;

/** A client for the table: quick to give up on a silent connection, patient for some seconds with throttling. */
export function dynamoDbClient(overrides: Partial<ServiceOptions> = {}): DynamoDbClient {
  return openJsonService(
    "dynamodb",
    { target: "DynamoDB_20120810", version: "1.0" },
    {
      retryStrategy: new ConfiguredRetryStrategy(8, (attempt) => Math.random() * Math.min(2000, 25 * 2 ** attempt)),
      requestHandler: { connectionTimeout: 1000, requestTimeout: 4000, throwOnRequestTimeout: true },
      ...overrides,
    },
  );
}

/** A client for the queues; its requests may be long polls of 20 seconds. */
export function sqsClient(overrides: Partial<ServiceOptions> = {}): SqsClient {
  return openJsonService(
    "sqs",
    { target: "AmazonSQS", version: "1.0" },
    {
      retryStrategy: new StandardRetryStrategy(5),
      requestHandler: { connectionTimeout: 1000, requestTimeout: 25_000, throwOnRequestTimeout: true },
      ...overrides,
    },
  );
}

/** A client for the timers: patient for some twenty seconds, since a wave of new deployments meets the account's rate of requests. */
export function schedulerClient(overrides: Partial<ServiceOptions> = {}): SchedulerClient {
  return openService("scheduler", {
    retryStrategy: new ConfiguredRetryStrategy(10, (attempt) => (0.5 + Math.random() / 2) * Math.min(4000, 50 * 2 ** attempt)),
    requestHandler: { connectionTimeout: 1000, requestTimeout: 5000, throwOnRequestTimeout: true },
    ...overrides,
  });
}

/** A client for the parameters. */
export function ssmClient(overrides: Partial<ServiceOptions> = {}): SsmClient {
  return openJsonService(
    "ssm",
    { target: "AmazonSSM", version: "1.1" },
    {
      retryStrategy: new StandardRetryStrategy(5),
      requestHandler: { connectionTimeout: 1000, requestTimeout: 5000, throwOnRequestTimeout: true },
      ...overrides,
    },
  );
}

/** A client for containers: ECS is slow to answer and quick to throttle, so it is asked patiently. */
export function ecsClient(overrides: ECSClientConfig = {}): ECSClient {
  return new ECSClient({
    maxAttempts: 6,
    requestHandler: { connectionTimeout: 1000, requestTimeout: 10_000, throwOnRequestTimeout: true },
    ...overrides,
  });
}
