import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { openFunctionRunner } from "#cloud/runner/runner.ts";
import { schedulerClient } from "#cloud/timers/scheduler-client.ts";

/** Takes the place of Lambda: answers with that status, and keeps what it was asked. */
async function lambda(status: number) {
  const asked: { url: string; headers: Record<string, string>; body: string }[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    asked.push({ url: request.url!, headers: request.headers as Record<string, string>, body: Buffer.concat(chunks).toString() });
    response.writeHead(status).end(status === 202 ? "" : '{"Reason":"ReservedFunctionConcurrentInvocationLimitExceeded"}');
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  const env = {
    AWS_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: "id",
    AWS_SECRET_ACCESS_KEY: "secret",
    AWS_SESSION_TOKEN: "session",
    AWS_ENDPOINT_URL_LAMBDA: `http://127.0.0.1:${port}`,
  };
  const now = new Date("2026-11-23T09:00:00Z");
  const runner = openFunctionRunner({ functionName: "Millrace-Runner-1", env, now: () => now });
  return { runner, asked, now, [Symbol.asyncDispose]: async () => void server.close() };
}

const run = { flow_run_id: "00000000-0000-4000-8000-000000000001", epoch: 3 };

it("invokes the function without waiting for it, signed as the SDK signs", async () => {
  await using place = await lambda(202);
  await place.runner.start(run, async () => "mr_token");
  const [{ url, headers, body } = { url: "", headers: {} as Record<string, string>, body: "" }] = place.asked;
  expect(url).toBe("/2015-03-31/functions/Millrace-Runner-1/invocations");
  expect(headers["x-amz-invocation-type"]).toBe("Event");
  expect(JSON.parse(body)).toEqual({ ...run, token: "mr_token" });
  const client = schedulerClient({
    region: "eu-west-1",
    credentials: { accessKeyId: "id", secretAccessKey: "secret", sessionToken: "session" },
  });
  const signer = (await client.config.signer({ name: "sigv4", signingName: "lambda", signingRegion: "eu-west-1" } as never)) as unknown as {
    sign(request: object, options: object): Promise<{ headers: Record<string, string> }>;
  };
  const { HttpRequest } = await import("@smithy/core/protocols");
  const request = new HttpRequest({
    method: "POST",
    hostname: "127.0.0.1",
    path: url,
    headers: { host: headers["host"]!, "x-amz-invocation-type": "Event" },
    body,
  });
  const signed = await signer.sign(request, { signingDate: place.now, signingService: "lambda" });
  expect(headers["authorization"]).toBe(signed.headers["authorization"]);
});

it("fails where Lambda does not take the call, so that its message comes again", async () => {
  await using place = await lambda(429);
  await expect(place.runner.start(run, async () => "mr_token")).rejects.toThrow(
    /did not take the call of Millrace-Runner-1: 429 .*LimitExceeded/,
  );
});
