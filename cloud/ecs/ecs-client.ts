import { ECSClient, type ECSClientConfig } from "@aws-sdk/client-ecs";

/** A client for containers: ECS is slow to answer and quick to throttle, so it is asked patiently. */
export function ecsClient(overrides: ECSClientConfig = {}): ECSClient {
  return new ECSClient({
    maxAttempts: 6,
    requestHandler: { connectionTimeout: 1000, requestTimeout: 10_000, throwOnRequestTimeout: true },
    ...overrides,
  });
}
