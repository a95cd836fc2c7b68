import { openParameter } from "./parameter.ts";
import { ssmClient } from "./ssm-client.ts";

/** What an encrypted parameter says that somebody else keeps, through a client of its own. @throws Error if it is not there. */
export async function openSecret(name: string): Promise<string> {
  const text = await openParameter(ssmClient(), name).read();
  if (text === null)
    throw new Error(`The parameter ${name} is not there: put it (aws ssm put-parameter --type SecureString), or deploy without it.`);
  return text;
}
