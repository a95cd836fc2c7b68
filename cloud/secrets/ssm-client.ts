import { SSMClient, type SSMClientConfig } from "@aws-sdk/client-ssm";

/** A client for the parameters. */
export function ssmClient(overrides: SSMClientConfig = {}): SSMClient {
  return new SSMClient({
    maxAttempts: 5,
    requestHandler: { connectionTimeout: 1000, requestTimeout: 5000, throwOnRequestTimeout: true },
    ...overrides,
  });
}
