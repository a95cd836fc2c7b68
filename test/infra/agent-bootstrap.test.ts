import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { s3Client } from "#cloud/blobs/s3-client.ts";
import { tempDirectory } from "#test/support/temp-directory.ts";

/** What an agent's container does before there is an agent, against a place that answers as the container's credentials and S3 do. */
it("fetches the agent's package with the task's credentials, signed as the SDK signs, and becomes the agent", async () => {
  await using directory = await tempDirectory();
  await mkdir(join(directory.path, "millrace/cli"), { recursive: true });
  await writeFile(
    join(directory.path, "millrace/cli/millrace.mjs"),
    "console.log(JSON.stringify([process.pid, ...process.argv.slice(2)]));",
  );
  await promisify(execFile)("tar", ["-C", directory.path, "-czf", join(directory.path, "agent.tgz"), "millrace"]);
  const archive = await readFile(join(directory.path, "agent.tgz"));
  const asked: { url: string; headers: Record<string, string> }[] = [];
  const server = createServer((request, response) => {
    if (request.url === "/credentials") {
      response.end(JSON.stringify({ AccessKeyId: "id", SecretAccessKey: "secret", Token: "session" }));
      return;
    }
    if (request.url === "/metadata/task") {
      response.end(JSON.stringify({ TaskARN: "arn:aws:ecs:eu-west-1:1:task/agents/abc123" }));
      return;
    }
    asked.push({ url: request.url ?? "", headers: request.headers as Record<string, string> });
    response.end(archive);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    const script = await readFile("infra/agent/bootstrap.mjs", "base64");
    const child = promisify(execFile)(
      process.execPath,
      ["--input-type=module", "--eval", `await import("data:text/javascript;base64,${script}")`],
      {
        env: {
          PATH: process.env["PATH"],
          AWS_REGION: "eu-west-1",
          AWS_CONTAINER_CREDENTIALS_FULL_URI: `${origin}/credentials`,
          AWS_ENDPOINT_URL_S3: origin,
          ECS_CONTAINER_METADATA_URI_V4: `${origin}/metadata`,
          MILLRACE_PACKAGE_BUCKET: "assets",
          MILLRACE_PACKAGE_KEY: "abc.tgz",
          MILLRACE_AGENT_ARGUMENTS: '["ml","--create"]',
        },
      },
    );
    const pid = child.child.pid;
    // the same process, so that a signal to the container reaches the agent
    expect(JSON.parse((await child).stdout)).toEqual([pid, "agent", "start", "--name", "fargate:abc123", "ml", "--create"]);
  } finally {
    server.close();
  }
  const [{ url, headers } = { url: "", headers: {} as Record<string, string> }] = asked;
  expect(url).toBe("/assets/abc.tgz");
  const day = headers["x-amz-date"]!;
  const signingDate = new Date(day.replace(/(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/, "$1-$2-$3T$4:$5:$6Z"));
  const client = s3Client({ region: "eu-west-1", credentials: { accessKeyId: "id", secretAccessKey: "secret", sessionToken: "session" } });
  const signer = (await client.config.signer({ name: "sigv4", signingName: "s3", signingRegion: "eu-west-1" } as never)) as unknown as {
    sign(request: object, options: object): Promise<{ headers: Record<string, string> }>;
  };
  const { HttpRequest } = await import("@smithy/core/protocols");
  const signed = await signer.sign(
    new HttpRequest({
      method: "GET",
      hostname: "127.0.0.1",
      path: url,
      headers: { host: headers["host"]!, "x-amz-content-sha256": headers["x-amz-content-sha256"]! },
    }),
    { signingDate, signingService: "s3" },
  );
  expect(headers["authorization"]).toBe(signed.headers["authorization"]);
});
