import { createHash, createHmac } from "node:crypto";
import type { Runner, RunnerCall } from "#core/ports/runner.ts";

export interface FunctionRunnerOptions {
  /** Name of the runner function. */
  readonly functionName: string;
  /** Where region, credentials and endpoint are: the environment of a Lambda. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
}

/**
 * The runner as a function: invoked asynchronously, so that Lambda keeps the call until there is room for it, and tells when it failed. One
 * signed request; a client of its own would weigh more than the function that makes it.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export function openFunctionRunner(options: FunctionRunnerOptions): Runner {
  return {
    async start(run, mintToken) {
      const call: RunnerCall = { ...run, token: await mintToken() };
      const { url, headers, body } = signedInvoke(options, JSON.stringify(call));
      const answer = await fetch(url, { method: "POST", headers, body, signal: AbortSignal.timeout(10_000) });
      const text = await answer.text();
      // what failed comes again with its message
      if (answer.status !== 202)
        throw new Error(`Lambda did not take the call of ${options.functionName}: ${answer.status} ${text.slice(0, 300)}`);
    },
  };
}

function signedInvoke({ functionName, env, now }: FunctionRunnerOptions, body: string) {
  const region = env["AWS_REGION"] ?? "us-east-1";
  const suffix = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  const endpoint = env["AWS_ENDPOINT_URL_LAMBDA"] ?? env["AWS_ENDPOINT_URL"] ?? `https://lambda.${region}.${suffix}`;
  const url = new URL(`${endpoint}/2015-03-31/functions/${encodeURIComponent(functionName)}/invocations`);
  const stamp = now()
    .toISOString()
    .replace(/[-:]|\.\d{3}/g, "");
  const scope = `${stamp.slice(0, 8)}/${region}/lambda/aws4_request`;
  const token = env["AWS_SESSION_TOKEN"];
  const headers: Record<string, string> = {
    host: url.host,
    "x-amz-content-sha256": sha256(body),
    "x-amz-date": stamp,
    "x-amz-invocation-type": "Event",
    ...(token !== undefined && token !== "" && { "x-amz-security-token": token }),
  };
  const names = Object.keys(headers).sort();
  // a path is encoded once more for the signature
  const path = url.pathname.split("/").map(encodeURIComponent).join("/");
  const request = ["POST", path, "", ...names.map((name) => `${name}:${headers[name]}`), "", names.join(";"), sha256(body)].join("\n");
  const toSign = ["AWS4-HMAC-SHA256", stamp, scope, sha256(request)].join("\n");
  const key = scope.split("/").reduce<string | Buffer>((before, part) => hmac(before, part), `AWS4${env["AWS_SECRET_ACCESS_KEY"]}`);
  const { host: _host, ...sent } = headers;
  const authorization = `AWS4-HMAC-SHA256 Credential=${env["AWS_ACCESS_KEY_ID"]}/${scope}, SignedHeaders=${names.join(";")}, Signature=${hmac(key, toSign).toString("hex")}`;
  return { url: url.href, headers: { ...sent, "content-type": "application/json", authorization }, body };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
