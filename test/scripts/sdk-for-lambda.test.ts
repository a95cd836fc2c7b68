import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { glob, readFile, stat } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build, type Plugin } from "esbuild";
import { expect, it } from "vitest";
import { tempDirectory } from "#test/support/temp-directory.ts";
import { KNOWN_ERRORS, regionalEndpoints, sdkForLambda } from "../../scripts/sdk-for-lambda.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

it("leaves the SDK's calls as they are: the same requests, answers and errors as of all of it", { timeout: 120_000 }, async () => {
  await using service = await serveAnswers();
  const whole = await runCalls([], service);
  const left = await runCalls([sdkForLambda, regionalEndpoints], service);
  expect(left.kb).toBeLessThan(whole.kb * 0.6);
  expect(left.told).toEqual(whole.told);
  expect(left.requests).toEqual(whole.requests);
  expect(whole.told).toMatchObject({
    "an answer": { Item: { pk: { S: "a" } } },
    "a condition that fails, with the item": { known: [true, false, false], Item: { pk: { S: "a" } } },
    "an error whose class is not loaded": { name: "ProvisionedThroughputExceededException", message: "slow down" },
    "throttling, and another try": { $metadata: { attempts: 2 } },
    "an error under two names": { name: "QueueDoesNotExist" },
    "a timer that is not there": { known: [false, false, true] },
    "a timer that is there": { known: [false, true, false] },
    "a task that does not start": { name: "ClusterNotFoundException", $fault: "client" },
    "a parameter that is not there": { name: "ParameterNotFound" },
  });
});

it("keeps the class of every error that the sources know", async () => {
  const known = new Set<string>();
  const sqs = await readFile(`${root}node_modules/@aws-sdk/client-sqs/dist-es/schemas/schemas_0.js`, "utf8");
  const named = [...sqs.matchAll(/registerError\((\w+)\$/g)].map(([, name]) => name!);
  for await (const file of glob("{cloud,functions}/**/*.ts", { cwd: root })) {
    const text = await readFile(`${root}${file}`, "utf8");
    const imported = [...text.matchAll(/import \{([^}]*)\} from "@aws-sdk\/client-(?!s3)[\w-]+"/g)].flatMap(
      ([, names]) => names!.match(/\w+/g) ?? [],
    );
    for (const name of imported) if (new RegExp(`instanceof ${name}\\b`).test(text)) known.add(name);
    if (file.startsWith("cloud/queue/")) for (const name of named) if (text.includes(name)) known.add(name);
  }
  expect([...known].sort()).toEqual([...KNOWN_ERRORS].sort());
});

interface Ran {
  readonly kb: number;
  readonly told: unknown;
  readonly requests: unknown;
}

/** Bundles the calls, lets them run against a server that answers as AWS does, and answers what both sides saw. */
async function runCalls(plugins: Plugin[], service: { url: string; requests: unknown[] }): Promise<Ran> {
  await using directory = await tempDirectory();
  const outfile = `${directory.path}/calls.mjs`;
  await build({
    absWorkingDir: root,
    entryPoints: ["test/scripts/fixtures/sdk-calls.ts"],
    outfile,
    bundle: true,
    minify: true,
    format: "esm",
    platform: "node",
    target: "node24",
    mainFields: ["module", "main"],
    banner: { js: 'import{createRequire as r}from"node:module";const require=r(import.meta.url);' },
    logLevel: "error",
    plugins,
  });
  const keys = { AWS_ACCESS_KEY_ID: "k", AWS_SECRET_ACCESS_KEY: "s" };
  const env = { AWS_REGION: "eu-west-1", AWS_ENDPOINT_URL: service.url, HOME: directory.path, ...keys };
  const { stdout } = await promisify(execFile)(process.execPath, [outfile], { env });
  const { size } = await stat(outfile);
  return { kb: size / 1000, told: JSON.parse(stdout), requests: service.requests.splice(0) };
}

/** A server that answers as AWS does, and keeps what it was asked but for what no two requests have in common. */
async function serveAnswers() {
  const requests: { readonly operation: string }[] = [];
  const server = createServer(async (request, response) => {
    const { authorization, "x-amz-date": _, "amz-sdk-invocation-id": __, ...headers } = request.headers;
    const operation = String(headers["x-amz-target"] ?? request.method).replace(/^.*\./, "");
    const signed = authorization?.replace(/Credential=\w+\/\d+/, "").replace(/Signature=\w+/, "");
    const isFirst = !requests.some((each) => each.operation === operation);
    requests.push(Object.assign({ operation, url: request.url, signed, headers }, { body: await json(request).catch(() => null) }));
    const [status, body, more] = answerTo(operation, isFirst);
    response
      .writeHead(status, { "content-type": "application/x-amz-json-1.0", "x-amzn-requestid": operation, ...more })
      .end(JSON.stringify(body));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, requests, [Symbol.asyncDispose]: async () => void server.close() };
}

type Answer = [status: number, body: object, headers?: Record<string, string>];

function answerTo(operation: string, isFirst: boolean): Answer {
  const error = (type: string, more: object = {}): object => ({ __type: `com.amazonaws.x#${type}`, ...more });
  const md5 = createHash("md5").update("b").digest("hex");
  const answers: Readonly<Record<string, Answer>> = {
    GetItem: [200, { Item: { pk: { S: "a" } } }],
    PutItem: [400, { __type: "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException", message: "no", Item: { pk: { S: "a" } } }],
    UpdateItem: [400, error("ValidationException", { message: "no such thing" })],
    Query: [400, error("ProvisionedThroughputExceededException", { message: "slow down" })],
    BatchGetItem: isFirst ? [400, error("ThrottlingException")] : [200, { Responses: { t: [] } }],
    SendMessageBatch: [200, { Successful: [{ Id: "0", MessageId: "m", MD5OfMessageBody: md5 }], Failed: [] }],
    ReceiveMessage: [200, { Messages: [{ MessageId: "m", Body: "b", MD5OfBody: md5, ReceiptHandle: "r" }] }],
    DeleteMessageBatch: [
      400,
      { __type: "com.amazonaws.sqs#QueueDoesNotExist", message: "none" },
      { "x-amzn-query-error": "AWS.SimpleQueueService.NonExistentQueue;Sender" },
    ],
    GET: [404, { Message: "none" }, { "x-amzn-errortype": "ResourceNotFoundException" }],
    POST: [409, { Message: "one is there" }, { "x-amzn-errortype": "ConflictException" }],
    RunTask: [400, error("ClusterNotFoundException", { message: "no cluster" })],
    GetParameter: [400, error("ParameterNotFound")],
  };
  return answers[operation]!;
}
