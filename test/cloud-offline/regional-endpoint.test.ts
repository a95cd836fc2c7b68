import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { dynamoDbClient, sqsClient } from "#cloud/clients.ts";
import { ecsClient } from "#cloud/ecs/ecs-client.ts";
import { type EndpointParameters, regionalEndpoint } from "#cloud/in-lambda/regional-endpoint.ts";
import { ssmClient } from "#cloud/secrets/ssm-client.ts";
import { schedulerClient } from "#cloud/timers/scheduler-client.ts";
import { nowhere } from "./support.ts";

// every region the SDK knows, and one to come of each partition
const sdk = createRequire(import.meta.url)
  .resolve("@aws-sdk/core")
  .replace(/\/dist-cjs\/.*$/, "/dist-es");
const partitions = await readFile(`${sdk}/submodules/client/util-endpoints/lib/aws/partitions.js`, "utf8");
const known = [...partitions.matchAll(/"([a-z]+(?:-[a-z]+)+-\d+)"/g)].map(([, region]) => region!);
const later = ["eu-north-9", "cn-south-7", "us-gov-south-3", "eusc-de-west-2", "us-iso-x-4", "us-isob-x-5", "eu-isoe-x-6", "us-isof-x-8"];

const clients = { dynamodb: dynamoDbClient, sqs: sqsClient, scheduler: schedulerClient, ecs: ecsClient, ssm: ssmClient };
const settings = { UseFIPS: false, UseDualStack: false, AccountIdEndpointMode: "disabled" };

describe.each(Object.entries(clients))("the endpoint of %s", (service, client) => {
  const theirs = client(nowhere).config.endpointProvider as (parameters: EndpointParameters) => object;
  const ours = regionalEndpoint(service);

  it("is in every region the one that the SDK's own rules find", () => {
    expect(known.length).toBeGreaterThan(30);
    for (const Region of [...known, ...later]) {
      const asked = { ...settings, Region };
      expect(ours(asked), Region).toEqual(theirs(asked));
    }
  });

  it("is the one that is given, if one is", () => {
    const asked = { ...settings, Region: "us-east-1", Endpoint: "http://127.0.0.1:4566/x" };
    expect(ours(asked)).toEqual(theirs(asked));
  });
});

it("is refused for FIPS and for dual stack, whose endpoints are not known", () => {
  for (const asked of [{ UseFIPS: true }, { UseDualStack: true }])
    expect(() => regionalEndpoint("sqs")({ Region: "us-east-1", ...asked })).toThrow(/AWS_USE_FIPS_ENDPOINT/);
});
