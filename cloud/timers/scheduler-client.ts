import { SchedulerClient, type SchedulerClientConfig } from "@aws-sdk/client-scheduler";
import { ConfiguredRetryStrategy } from "@smithy/core/retry";

/** A client for the timers: patient for some twenty seconds, since a wave of new deployments meets the account's rate of requests. */
export function schedulerClient(overrides: SchedulerClientConfig = {}): SchedulerClient {
  return new SchedulerClient({
    retryStrategy: new ConfiguredRetryStrategy(10, (attempt) => (0.5 + Math.random() / 2) * Math.min(4000, 50 * 2 ** attempt)),
    requestHandler: { connectionTimeout: 1000, requestTimeout: 5000, throwOnRequestTimeout: true },
    ...overrides,
  });
}
