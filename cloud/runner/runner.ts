import { HttpRequest } from "@smithy/core/protocols";
import { Hash } from "@smithy/core/serde";
import { SignatureV4 } from "@smithy/signature-v4";
import type { Runner, RunnerCall } from "#core/ports/runner.ts";
import { credentialsOf } from "../in-lambda/environment-credentials.ts";

export interface FunctionRunnerOptions {
  /** Name of the runner function. */
  readonly functionName: string;
  /** Where region, credentials and endpoint are: the environment of a Lambda. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
}

/**
 * The runner as a function: invoked asynchronously, so that Lambda keeps the call until there is room for it, and tells when it failed. One
 * request, signed by the SDK's own signer; a client of its own would weigh more than the function that makes it.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export function openFunctionRunner(options: FunctionRunnerOptions): Runner {
  return {
    async start(run, mintToken) {
      const call: RunnerCall = { ...run, token: await mintToken() };
      const { url, headers, body } = await signedInvoke(options, JSON.stringify(call));
      const answer = await fetch(url, { method: "POST", headers, body, signal: AbortSignal.timeout(10_000) });
      const text = await answer.text();
      // what failed comes again with its message
      if (answer.status !== 202)
        throw new Error(`Lambda did not take the call of ${options.functionName}: ${answer.status} ${text.slice(0, 300)}`);
    },
  };
}

async function signedInvoke({ functionName, env, now }: FunctionRunnerOptions, body: string) {
  const region = env["AWS_REGION"] ?? "us-east-1";
  const suffix = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  const endpoint = env["AWS_ENDPOINT_URL_LAMBDA"] ?? env["AWS_ENDPOINT_URL"] ?? `https://lambda.${region}.${suffix}`;
  const { href, hostname, host, pathname } = new URL(`${endpoint}/2015-03-31/functions/${encodeURIComponent(functionName)}/invocations`);
  const signer = new SignatureV4({
    service: "lambda",
    region,
    credentials: credentialsOf(env),
    sha256: Hash.bind(null, "sha256") as never,
  });
  const headers = { host, "x-amz-invocation-type": "Event" };
  const request = new HttpRequest({ method: "POST", hostname, path: pathname, headers, body });
  const { host: _host, ...signed } = (await signer.sign(request, { signingDate: now() })).headers;
  return { url: href, headers: { ...signed, "content-type": "application/json" }, body };
}
