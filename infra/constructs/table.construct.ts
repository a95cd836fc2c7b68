import { Duration, RemovalPolicy } from "aws-cdk-lib";
import { Metric } from "aws-cdk-lib/aws-cloudwatch";
import { AttributeType, Billing, ProjectionType, TableV2 } from "aws-cdk-lib/aws-dynamodb";
import { Construct } from "constructs";
import type { Alarms } from "./alarms.construct.ts";
import type { NodeFunction } from "./node-function.construct.ts";

export interface TableProps {
  /** Keep the table when the stack goes, and refuse to delete it. */
  readonly retain: boolean;
  readonly alarms: Alarms;
}

/** What a function does with documents beyond reading and writing them by their keys. */
export interface DocumentsUse {
  /** Whether it deletes documents: none, one at a time, or many in one request. */
  readonly deletes: "none" | "single" | "many";
  /** The indexes it lists by. */
  readonly indexes: readonly ("list" | "flow" | "deployment" | "holder" | "parent")[];
}

/** The one table of all documents, with its five indexes. On demand: at rest it costs its storage only. */
export class Table extends Construct {
  readonly name: string;
  readonly #table: TableV2;

  constructor(scope: Construct, id: string, { retain, alarms }: TableProps) {
    super(scope, id);
    this.#table = new TableV2(this, "Table", {
      partitionKey: text("pk"),
      sortKey: text("sk"),
      billing: Billing.onDemand(),
      timeToLiveAttribute: "x",
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: retain,
      removalPolicy: retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      // Attribute names as in cloud/store/table.ts.
      globalSecondaryIndexes: [
        { indexName: "list", partitionKey: text("lp"), sortKey: text("ls"), projectionType: ProjectionType.ALL },
        { indexName: "flow", partitionKey: text("fp"), sortKey: text("fs"), projectionType: ProjectionType.KEYS_ONLY },
        { indexName: "deployment", partitionKey: text("dp"), sortKey: text("ds"), projectionType: ProjectionType.KEYS_ONLY },
        { indexName: "holder", partitionKey: text("hp"), sortKey: text("hs"), projectionType: ProjectionType.KEYS_ONLY },
        { indexName: "parent", partitionKey: text("cp"), sortKey: text("cs"), projectionType: ProjectionType.KEYS_ONLY },
      ],
    });
    this.name = this.#table.tableName;
    alarms.on("Throttled", metricOf(this.name, "WriteThrottleEvents"), {
      scope: this,
      what: "The table refuses requests",
      runbook: "table-throttled",
      threshold: 10,
      periods: 2,
    });
  }

  /** Lets a function read all documents, list those of its indexes, and write and delete as it does. */
  grantDocuments(target: NodeFunction, { deletes, indexes }: DocumentsUse): void {
    target.allow([...READS, "dynamodb:PutItem", "dynamodb:UpdateItem", ...DELETES[deletes]], [this.#table.tableArn]);
    target.allow(
      ["dynamodb:Query"],
      indexes.map((index) => `${this.#table.tableArn}/index/${index}`),
    );
  }

  /** Lets a function read all documents, and note how deliveries went. */
  grantDeliveries(target: NodeFunction): void {
    target.allow(READS, [this.#table.tableArn]);
    target.allow(["dynamodb:PutItem"], [this.#table.tableArn], DELIVERIES_ONLY);
  }

  /** How many units of capacity were used. */
  consumed(metricName: "ConsumedWriteCapacityUnits" | "ConsumedReadCapacityUnits"): Metric {
    return metricOf(this.name, metricName);
  }

  /** Lets a function ask how large the table is. */
  grantDescribe(target: NodeFunction): void {
    target.allow(["dynamodb:DescribeTable"], [this.#table.tableArn]);
  }

  /** Lets a function read token documents and nothing else. */
  grantReadTokens(target: NodeFunction): void {
    target.allow(["dynamodb:GetItem"], [this.#table.tableArn], TOKENS_ONLY);
  }

  /** Lets a function count the wrong tokens of networks. */
  grantCountWrongTokens(target: NodeFunction): void {
    target.allow(["dynamodb:GetItem", "dynamodb:PutItem"], [this.#table.tableArn], REFUSED_ONLY);
  }

  /** Lets a function add and remove token documents and nothing else. */
  grantWriteTokens(target: NodeFunction): void {
    target.allow(["dynamodb:PutItem", "dynamodb:DeleteItem"], [this.#table.tableArn], TOKENS_ONLY);
  }

  /** Lets a function keep the agents' token, say what they are, and make the queues they serve. */
  grantFleet(target: NodeFunction): void {
    target.allow(["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"], [this.#table.tableArn], {
      "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["TOKEN#*", "FLEET", "WORKQUEUE#*"] },
    });
  }
}

const READS = ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query"];
const DELETES = { none: [], single: ["dynamodb:DeleteItem"], many: ["dynamodb:DeleteItem", "dynamodb:BatchWriteItem"] };

/** Partition keys as in functions/services/documents/delivery.ts. */
const DELIVERIES_ONLY = { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["NOTIFICATION#*"] } };

/** Partition keys as in functions/token/token-document.ts. */
const TOKENS_ONLY = { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["TOKEN#*"] } };

/** Partition keys as in functions/token/wrong-tokens.ts. */
const REFUSED_ONLY = { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["REFUSED#*"] } };

function metricOf(TableName: string, metricName: string): Metric {
  return new Metric({
    namespace: "AWS/DynamoDB",
    metricName,
    dimensionsMap: { TableName },
    statistic: "Sum",
    period: Duration.minutes(5),
  });
}

function text(name: string) {
  return { name, type: AttributeType.STRING };
}
