import type { TestProject } from "vitest/node";
import { startDynamoDbLocal } from "./dynamodb-local.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Address of the DynamoDB Local all files of the lane share. */
    dynamoDb: string;
  }
}

/** Starts one DynamoDB Local for the whole lane; every file makes a table of its own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dynamoDb = await startDynamoDbLocal();
  project.provide("dynamoDb", dynamoDb.endpoint);
  return () => dynamoDb.stop();
}
