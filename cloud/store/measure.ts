import { DescribeTableCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";

/** What DynamoDB says of the table's size. It counts about every six hours. */
export async function measureTable(client: DynamoDBClient, table: string): Promise<{ documents: number | null; bytes: number | null }> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: table }));
  const indexes = Table?.GlobalSecondaryIndexes?.reduce((sum, { IndexSizeBytes = 0 }) => sum + IndexSizeBytes, 0) ?? 0;
  return { documents: Table?.ItemCount ?? null, bytes: Table?.TableSizeBytes === undefined ? null : Table.TableSizeBytes + indexes };
}
