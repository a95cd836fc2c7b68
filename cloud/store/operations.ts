import type { Answer } from "./capacity.ts";
import type { Item } from "./item.ts";

/** What the store asks of DynamoDB. @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/ */
export type StoreOperations = {
  readonly GetItem: { readonly input: OnTable & { Key: Item; ConsistentRead: boolean }; readonly output: Answer & { Item?: Item } };
  readonly BatchGetItem: {
    readonly input: Observed & { RequestItems: Keys };
    readonly output: Answer & { Responses?: Record<string, Item[]>; UnprocessedKeys?: Keys };
  };
  readonly PutItem: { readonly input: OnTable & Conditional & { Item: Item }; readonly output: Answer };
  readonly UpdateItem: {
    readonly input: OnTable & Conditional & { Key: Item; UpdateExpression: string; ReturnValues: "ALL_NEW" };
    readonly output: Answer & { Attributes?: Item };
  };
  readonly DeleteItem: {
    readonly input: OnTable & Conditional & { Key: Item; ReturnValues: "ALL_OLD" };
    readonly output: Answer & { Attributes?: Item };
  };
  readonly BatchWriteItem: {
    readonly input: Observed & { RequestItems: Record<string, WriteRequest[]> };
    readonly output: Answer & { UnprocessedItems?: Record<string, WriteRequest[]> };
  };
  readonly Query: {
    readonly input: OnTable &
      Named & {
        ConsistentRead?: true;
        IndexName?: string;
        KeyConditionExpression: string;
        ScanIndexForward: boolean;
        Limit: number;
        ExclusiveStartKey?: Item;
      };
    readonly output: Answer & { Items?: Item[]; LastEvaluatedKey?: Item };
  };
  readonly DescribeTable: {
    readonly input: { TableName: string };
    readonly output: Answer & {
      Table?: { ItemCount?: number; TableSizeBytes?: number; GlobalSecondaryIndexes?: { IndexSizeBytes?: number }[] };
    };
  };
};

/** One write of a batch. */
export type WriteRequest = { readonly PutRequest: { readonly Item: Item } } | { readonly DeleteRequest: { readonly Key: Item } };

type Keys = Record<string, { readonly Keys: Item[]; readonly ConsistentRead: boolean }>;
type Observed = { readonly ReturnConsumedCapacity?: "INDEXES" };
type OnTable = Observed & { readonly TableName: string };
type Named = { readonly ExpressionAttributeNames?: Record<string, string>; readonly ExpressionAttributeValues?: Item };
type Conditional = Named & { readonly ConditionExpression?: string; readonly ReturnValuesOnConditionCheckFailure?: "ALL_OLD" };
