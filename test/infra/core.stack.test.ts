import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { variables } from "#cloud/environment.ts";
import { attributes, indexKeys, indexNames } from "#cloud/store/table.ts";

import { stack as costed } from "../../bench/cost/report.ts";
import { buildBundles, type Synthesized, synthesize } from "./support/synthesize.ts";

let bundles: Awaited<ReturnType<typeof buildBundles>>;
let core: Synthesized;
beforeAll(async () => {
  bundles = await buildBundles();
  core = synthesize(bundles.directory);
}, 120_000);
afterAll(() => bundles.clean());

/** The one resource of that type. */
const only = (type: string) => {
  const found = core.ofType(type);
  expect(found, type).toHaveLength(1);
  return found[0]![1];
};

describe("the table", () => {
  const properties = () => only("AWS::DynamoDB::GlobalTable").Properties as Record<string, unknown>;
  const keys = (pk: string, sk: string) => [
    { AttributeName: pk, KeyType: "HASH" },
    { AttributeName: sk, KeyType: "RANGE" },
  ];

  it("has the keys, indexes and expiry the store uses", () => {
    expect(properties()["KeySchema"]).toEqual(keys(attributes.pk, attributes.sk));
    expect(properties()["TimeToLiveSpecification"]).toEqual({ AttributeName: attributes.expiresAt, Enabled: true });
    const found = properties()["GlobalSecondaryIndexes"] as { IndexName: string; KeySchema: unknown; Projection: unknown }[];
    expect(found.map(({ IndexName, KeySchema, Projection }) => ({ IndexName, KeySchema, Projection }))).toEqual(
      indexNames.map((name) => ({
        IndexName: name,
        KeySchema: keys(indexKeys[name].pk, indexKeys[name].sk),
        Projection: { ProjectionType: indexKeys[name].whole ? "ALL" : "KEYS_ONLY" },
      })),
    );
  });

  it("costs nothing at rest, can be restored to any second, and stays when the stack goes", () => {
    expect(properties()["BillingMode"]).toBe("PAY_PER_REQUEST");
    expect(properties()["Replicas"]).toMatchObject([
      { DeletionProtectionEnabled: true, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } },
    ]);
    expect(only("AWS::DynamoDB::GlobalTable")).toMatchObject({ DeletionPolicy: "Retain", UpdateReplacePolicy: "Retain" });
    expect(only("AWS::S3::Bucket")).toMatchObject({ DeletionPolicy: "Retain", UpdateReplacePolicy: "Retain" });
  });

  it("goes with the stack only when that is asked for", () => {
    const passing = synthesize(bundles.directory, { retain: "false" });
    for (const type of ["AWS::DynamoDB::GlobalTable", "AWS::S3::Bucket"]) {
      expect(passing.ofType(type)[0]![1].DeletionPolicy).toBe("Delete");
    }
    expect(passing.ofType("AWS::DynamoDB::GlobalTable")[0]![1].Properties?.["Replicas"]).toMatchObject([
      { DeletionProtectionEnabled: false },
    ]);
  });
});

describe("the bucket", () => {
  it("is closed to the public and to plain HTTP, and forgets what is temporary", () => {
    const bucket = only("AWS::S3::Bucket").Properties as Record<string, unknown>;
    expect(bucket["PublicAccessBlockConfiguration"]).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    expect(bucket["LifecycleConfiguration"]).toMatchObject({ Rules: [{ Prefix: "temp/", ExpirationInDays: 1 }, { Status: "Enabled" }] });
    expect(JSON.stringify(only("AWS::S3::BucketPolicy"))).toContain('"aws:SecureTransport":"false"');
  });
});

describe("the API", () => {
  it("asks for a token on every route but those that tell nothing and the sign-in", () => {
    const routes = core
      .ofType("AWS::ApiGatewayV2::Route")
      .map(([, { Properties: route }]) => [route?.["RouteKey"], route?.["AuthorizationType"]]);
    expect(Object.fromEntries(routes)).toEqual({
      "ANY /api/{proxy+}": "CUSTOM",
      "GET /api/health": "NONE",
      "GET /api/ready": "NONE",
      "GET /api/x/session": "NONE",
      "POST /api/x/session": "NONE",
      "DELETE /api/x/session": "NONE",
    });
    expect(only("AWS::ApiGatewayV2::Authorizer").Properties).toMatchObject({
      AuthorizerResultTtlInSeconds: 60,
      EnableSimpleResponses: true,
      IdentitySource: ["$request.header.Authorization"],
    });
  });

  it("gives every function the runtime, a log group of its own, and variables the code knows", () => {
    const found = core.ofType("AWS::Lambda::Function");
    expect(found).toHaveLength(8);
    for (const [, { Properties: lambda = {} }] of found) {
      expect(lambda).toMatchObject({ Runtime: "nodejs24.x", Architectures: ["arm64"], LoggingConfig: { LogFormat: "JSON" } });
      const environment = Object.keys((lambda["Environment"] as { Variables: object }).Variables);
      expect(Object.values(variables)).toEqual(expect.arrayContaining(environment));
    }
    const retention = core.ofType("AWS::Logs::LogGroup").map(([, { Properties: group }]) => group?.["RetentionInDays"]);
    expect(retention).toEqual(Array.from({ length: 8 }, () => 30));
  });
});

describe("the template", () => {
  it("keeps the identity of what holds data, an address or a token", () => {
    const stateful = ["AWS::DynamoDB::GlobalTable", "AWS::S3::Bucket", "AWS::ApiGatewayV2::Api", "AWS::CloudFormation::CustomResource"];
    const ids = stateful.flatMap((type) => core.ofType(type).map(([id]) => [type, id]));
    // A new id here would make a deployment replace the resource: lose the data, the address, or mint another token.
    expect(Object.fromEntries(ids)).toEqual({
      "AWS::DynamoDB::GlobalTable": "DocumentsTable2245A403",
      "AWS::S3::Bucket": "BlobsBucket1038ED5D",
      "AWS::ApiGatewayV2::Api": "ApiHttp17514DA7",
      "AWS::CloudFormation::CustomResource": "TokenFirstA8A96A57",
    });
  });

  it("names nothing physically, so that a stack can stand twice in an account", () => {
    const names = ["TableName", "BucketName", "FunctionName", "RoleName", "LogGroupName", "PolicyName"];
    const named = Object.entries(core.resources).flatMap(([id, { Type, Properties = {} }]) =>
      names.filter((name) => typeof Properties[name] === "string" && Type !== "AWS::IAM::Policy").map((name) => `${id}.${name}`),
    );
    expect(named).toEqual([]);
  });

  it("has as many alarms and queues that feed functions as the cost table counts", () => {
    const feeding = core.ofType("AWS::Lambda::EventSourceMapping").filter(([, { Properties }]) => Properties?.["Enabled"] !== false);
    expect({ alarms: core.ofType("AWS::CloudWatch::Alarm").length, sources: feeding.length }).toEqual(costed);
  });

  it("changes only knowingly", async () => {
    const text = JSON.stringify(core.template.toJSON(), null, 2).replace(/[0-9a-f]{64}/g, "<hash>");
    await expect(`${text}\n`).toMatchFileSnapshot("core.stack.template.snap");
  });
});
