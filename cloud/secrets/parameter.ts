import { DeleteParameterCommand, GetParameterCommand, type SSMClient } from "@aws-sdk/client-ssm";
import { putSecret } from "./put-secret.ts";

/** One encrypted parameter that comes and goes. */
export interface Parameter {
  /** Null if it is not there. */
  read(): Promise<string | null>;
  write(value: string): Promise<void>;
  /** Also when it is not there. */
  remove(): Promise<void>;
}

/** The parameter of that name in SSM Parameter Store. */
export function openParameter(client: SSMClient, name: string): Parameter {
  return {
    read: () =>
      unlessMissing(
        client.send(new GetParameterCommand({ Name: name, WithDecryption: true })).then(({ Parameter }) => Parameter?.Value ?? null),
      ),
    write: (value) => putSecret(client, name, value),
    async remove() {
      await unlessMissing(client.send(new DeleteParameterCommand({ Name: name })));
    },
  };
}

async function unlessMissing<Value>(answer: Promise<Value>): Promise<Value | null> {
  try {
    return await answer;
  } catch (error) {
    if ((error as { name?: string }).name === "ParameterNotFound") return null;
    throw error;
  }
}
