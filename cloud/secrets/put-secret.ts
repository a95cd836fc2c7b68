import type { SsmClient } from "../clients.ts";

/** Writes a secret to SSM Parameter Store, encrypted with the account's own key for it. An older one of the name is replaced. */
export async function putSecret(client: SsmClient, name: string, value: string): Promise<void> {
  await client.send("PutParameter", { Name: name, Value: value, Type: "SecureString", Overwrite: true });
}
