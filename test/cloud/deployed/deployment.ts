import { readFile } from "node:fs/promises";
import { GetParameterCommand } from "@aws-sdk/client-ssm";
import { ssmClient } from "#cloud/secrets/ssm-client.ts";
import { emulator, emulatorConfig } from "../support/emulator.ts";

/** What the stack's outputs lead to. */
export interface Deployment {
  /** What MILLRACE_API_URL is set to. */
  readonly url: string;
  /** What MILLRACE_API_KEY is set to. */
  readonly token: string;
}

/** Follows the outputs of the lane's deployment. */
export async function readDeployment(): Promise<Deployment> {
  const file = process.env["MILLRACE_TEST_OUTPUTS"];
  if (file === undefined) throw new Error("MILLRACE_TEST_OUTPUTS names no file. Run .ci/python.sh, which deploys and sets it.");
  return followOutputs(file, emulator.endpoint);
}

/** Follows the outputs of a deployment as its owner would: the URL as it stands, the token from the parameter that is named. */
export async function followOutputs(file: string, endpoint: string): Promise<Deployment> {
  const { Millrace: outputs } = JSON.parse(await readFile(file, "utf8")) as { Millrace: { ApiUrl: string; TokenParameter: string } };
  const client = ssmClient({ ...emulatorConfig, endpoint });
  const answer = await client.send(new GetParameterCommand({ Name: outputs.TokenParameter, WithDecryption: true }));
  client.destroy();
  return { url: withoutSubdomain(outputs.ApiUrl, endpoint), token: answer.Parameter?.Value ?? "" };
}

/** No resolver knows the emulator's host names, but it takes the API's id in the path as well. */
export function withoutSubdomain(url: string, endpoint: string): string {
  const [, id, path] = /^http:\/\/(\w+)\.execute-api\.[^/]+(\/.*)$/.exec(url) ?? [];
  if (id === undefined) throw new Error(`The output ApiUrl is ${url}; expected the address of an HTTP API.`);
  return `${endpoint}/_aws/execute-api/${id}${path}`;
}
