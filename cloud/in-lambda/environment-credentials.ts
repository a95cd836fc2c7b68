/**
 * Credentials of a Lambda: the environment, and nothing else.
 *
 * The bundler puts this in the place of `@aws-sdk/credential-provider-node` (scripts/sdk-for-lambda.ts), whose other sources — files, SSO,
 * web identity, containers — a Lambda never uses and would load at every cold start.
 */
export function defaultProvider() {
  // where they are from goes into the SDK's own statistics
  return async () => ({ ...credentialsOf(process.env), $source: { CREDENTIALS_ENV_VARS: "g" } });
}

/** The credentials of an environment. @throws Error if it has none. */
export function credentialsOf(env: Readonly<Record<string, string | undefined>>) {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } = env;
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    throw new Error("The environment has no AWS credentials. A Lambda gets them from its role; was this bundle run elsewhere?");
  }
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
}
