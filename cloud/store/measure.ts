import type { DynamoDbClient } from "../clients.ts";

/** What DynamoDB says of the table's size. It counts about every six hours. */
export async function measureTable(client: DynamoDbClient, table: string): Promise<{ documents: number | null; bytes: number | null }> {
  const { Table } = await client.send("DescribeTable", { TableName: table });
  const indexes = Table?.GlobalSecondaryIndexes?.reduce((sum, { IndexSizeBytes = 0 }) => sum + IndexSizeBytes, 0) ?? 0;
  return { documents: Table?.ItemCount ?? null, bytes: Table?.TableSizeBytes === undefined ? null : Table.TableSizeBytes + indexes };
}
