import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type ContainerDefinition, DescribeTaskDefinitionCommand, type ECSClient, type Task } from "@aws-sdk/client-ecs";
import { openParameter } from "#cloud/secrets/parameter.ts";
import { ssmClient } from "#cloud/secrets/ssm-client.ts";
import { tempDirectory } from "#test/support/temp-directory.ts";
import { emulator, emulatorConfig } from "../support/emulator.ts";

/**
 * The container of a task, which the emulator does not start: what the task's definition says is run as a process, with the variables the
 * task overrides, the secrets its execution role may read and the credentials of its task role. Answers the exit code.
 */
export async function runContainer(client: ECSClient, task: Task, apiUrl: string): Promise<number> {
  const { taskDefinition } = await client.send(new DescribeTaskDefinitionCommand({ taskDefinition: task.taskDefinitionArn }));
  const [container] = taskDefinition!.containerDefinitions!;
  const { entryPoint = [], command = [] } = container!;
  const secrets = await secretsOf(container!, await assume(taskDefinition!.executionRoleArn!));
  await using place = await placeOf(task, await assume(taskDefinition!.taskRoleArn!));
  await using home = await tempDirectory();
  const child = spawn(process.execPath, [...entryPoint.slice(1), ...command], {
    cwd: home.path,
    stdio: "ignore",
    env: {
      PATH: process.env["PATH"],
      HOME: home.path,
      TMPDIR: home.path,
      AWS_REGION: emulatorConfig.region,
      AWS_ENDPOINT_URL_S3: emulator.endpoint,
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${place.url}/credentials`,
      ECS_CONTAINER_METADATA_URI_V4: `${place.url}/metadata`,
      ...pairs(container!.environment),
      ...pairs(task.overrides?.containerOverrides?.find(({ name }) => name === container!.name)?.environment),
      ...secrets,
      // no resolver knows the emulator's host names, which is what the stack tells the container
      MILLRACE_API_URL: apiUrl,
    },
  });
  const [code] = await once(child, "exit");
  return code;
}

interface Credentials {
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly Token: string;
}

/** Of a role, as ECS gets them for the task. */
async function assume(RoleArn: string): Promise<Credentials> {
  const answer = await fetch(emulator.endpoint, {
    method: "POST",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      // the emulator's root needs no signature
      authorization: "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=none",
    },
    body: new URLSearchParams({ Action: "AssumeRole", RoleArn, RoleSessionName: "task", Version: "2011-06-15" }),
  });
  const text = await answer.text();
  const found = (name: string) => new RegExp(`<${name}>([^<]+)</${name}>`).exec(text)?.[1];
  const [AccessKeyId, SecretAccessKey, Token] = [found("AccessKeyId"), found("SecretAccessKey"), found("SessionToken")];
  if (AccessKeyId === undefined || SecretAccessKey === undefined || Token === undefined) throw new Error(`${RoleArn}: ${text}`);
  return { AccessKeyId, SecretAccessKey, Token };
}

async function secretsOf({ secrets = [] }: ContainerDefinition, { AccessKeyId, SecretAccessKey, Token }: Credentials) {
  const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: Token };
  const client = ssmClient({ ...emulatorConfig, credentials });
  const read = secrets.map(async ({ name, valueFrom = "" }) => {
    const parameter = valueFrom.slice(valueFrom.indexOf(":parameter") + ":parameter".length);
    return [name, await openParameter(client, parameter).read()] as const;
  });
  const found = Object.fromEntries(await Promise.all(read)) as Record<string, string>;
  client.destroy();
  return found;
}

/** What a container finds in its task: its credentials, and who it is. */
async function placeOf({ taskArn }: Task, credentials: Credentials) {
  const server = createServer(({ url }, response) => {
    response.end(JSON.stringify(url === "/credentials" ? credentials : { TaskARN: taskArn }));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const pairs = (environment: ContainerDefinition["environment"] = []) =>
  Object.fromEntries(environment.map(({ name, value }) => [name!, value ?? ""]));
