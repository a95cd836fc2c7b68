import { PutParameterCommand, type SSMClient } from "@aws-sdk/client-ssm";

/** Writes a secret to SSM Parameter Store, encrypted with the account's own key for it. An older one of the name is replaced. */
export async function putSecret(client: SSMClient, name: string, value: string): Promise<void> {
  await client.send(new PutParameterCommand({ Name: name, Value: value, Type: "SecureString", Overwrite: true }));
}
