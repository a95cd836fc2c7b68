import { randomBytes } from "node:crypto";
import { GetParameterCommand, PutParameterCommand, type SSMClient } from "@aws-sdk/client-ssm";

/**
 * The secret that kept secrets are sealed with, in SSM Parameter Store, encrypted with the account's own key for it. It is made when it is
 * first asked for; of several that make it at once one wins, and all use that one.
 */
export async function readOrMakeMasterKey(client: SSMClient, name: string): Promise<string> {
  const found = await read(client, name);
  if (found !== null) return found;
  try {
    await client.send(
      new PutParameterCommand({
        Name: name,
        Value: randomBytes(32).toString("hex"),
        Type: "SecureString",
        Description: "Millrace: what the secrets of blocks are sealed with. Without it they cannot be opened any more.",
      }),
    );
  } catch (error) {
    if ((error as { name?: string }).name !== "ParameterAlreadyExists") throw error;
  }
  const made = await read(client, name);
  if (made === null) throw new Error(`The parameter ${name} vanished while it was being made. Try again.`);
  return made;
}

async function read(client: SSMClient, name: string): Promise<string | null> {
  try {
    return (await client.send(new GetParameterCommand({ Name: name, WithDecryption: true }))).Parameter?.Value ?? null;
  } catch (error) {
    if ((error as { name?: string }).name === "ParameterNotFound") return null;
    throw error;
  }
}
