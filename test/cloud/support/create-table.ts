import { CreateTableCommand, type DynamoDBClient, UpdateTimeToLiveCommand } from "@aws-sdk/client-dynamodb";
import { attributes, indexKeys, indexNames } from "#cloud/store/table.ts";

/** Creates a table as the stack would, from the same description of its keys. */
export async function createTable(client: DynamoDBClient, name: string): Promise<void> {
  const keySchema = (pk: string, sk: string) => [
    { AttributeName: pk, KeyType: "HASH" as const },
    { AttributeName: sk, KeyType: "RANGE" as const },
  ];
  const keys = [attributes.pk, attributes.sk, ...indexNames.flatMap((index) => [indexKeys[index].pk, indexKeys[index].sk])];
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: keySchema(attributes.pk, attributes.sk),
      AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: "S" as const })),
      GlobalSecondaryIndexes: indexNames.map((IndexName) => ({
        IndexName,
        KeySchema: keySchema(indexKeys[IndexName].pk, indexKeys[IndexName].sk),
        Projection: { ProjectionType: indexKeys[IndexName].whole ? ("ALL" as const) : ("KEYS_ONLY" as const) },
      })),
    }),
  );
  await client.send(
    new UpdateTimeToLiveCommand({ TableName: name, TimeToLiveSpecification: { AttributeName: attributes.expiresAt, Enabled: true } }),
  );
}
