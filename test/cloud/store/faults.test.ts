import { randomUUID } from "node:crypto";
import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { ConfiguredRetryStrategy } from "@smithy/core/retry";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from "vitest";
import type { Consumption } from "#cloud/store/capacity.ts";
import { openStore } from "#cloud/store/store.ts";
import { StoreBusyError } from "#core/ports/errors.ts";
import type { Store } from "#core/ports/store.ts";
import { systemClock } from "#core/ports/system.ts";
import { createTable } from "../support/create-table.ts";
import { clientOf } from "../support/dynamodb-local.ts";
import { type Fault, faultyHandler } from "../support/faults.ts";

let store: Store;
let client: ReturnType<typeof clientOf>;
let faults: (Fault | undefined)[] = [];
let requests: string[] = [];
const consumed: Consumption[] = [];
const table = `millrace-faults-${randomUUID()}`;

beforeAll(async () => {
  client = clientOf(inject("dynamoDb"), {
    requestHandler: faultyHandler((operation) => {
      requests.push(operation);
      return faults.shift();
    }),
    retryStrategy: new ConfiguredRetryStrategy(4, () => 1),
  });
  await createTable(client, table);
  store = openStore({ client, table, clock: systemClock, onCapacity: (each) => consumed.push(each) });
});
beforeEach(() => {
  faults = [];
  requests = [];
  consumed.length = 0;
});
afterAll(() => client.destroy());

const document = (body = {}) => ({ pk: randomUUID(), sk: "META", body, rank: "1", indexes: { list: { pk: "L", sk: randomUUID() } } });

describe("an answer that is lost", () => {
  it.each(["absent", "newer"] as const)("does not make a write its own rival: %s", async (expectation) => {
    const put = document();
    faults = ["answer lost"];
    expect(await store.put(put, expectation)).toEqual({ ok: true, version: 1 });
    expect((await store.get(put))?.version).toBe(1);
  });

  it("does not make a replacement its own rival", async () => {
    const put = document({ text: "x".repeat(500) });
    await store.put(put, "absent");
    faults = ["answer lost", "throttled"];
    expect(await store.put({ ...put, body: { text: "y".repeat(500) } }, { version: 1 })).toEqual({ ok: true, version: 2 });
    expect((await store.get(put))?.version).toBe(2);
  });

  it("does not hide a real rival", async () => {
    const put = document({ by: "first" });
    await store.put(put, "absent");
    faults = ["throttled"];
    expect(await store.put({ ...put, body: { by: "second" } }, "absent")).toMatchObject({ ok: false, current: { body: { by: "first" } } });
    faults = ["throttled"];
    expect(await store.put(put, { version: 9 })).toMatchObject({ ok: false, current: { version: 1 } });
  });

  it("does not make a deletion say that nothing was there", async () => {
    const put = document();
    await store.put(put, "absent");
    faults = ["answer lost"];
    expect(await store.delete(put, { version: 1 })).toBe(true);
    expect(await store.get(put)).toBeNull();
  });
});

describe("a batch done by half", () => {
  it("is read to its end", async () => {
    const documents = Array.from({ length: 130 }, (_, at) => document({ at }));
    await store.putMany(documents.map((each) => ({ document: each, expect: "absent" })));
    faults = ["half done", "half done", "half done"];
    const found = await store.getMany(documents);
    expect(found.map((each) => each?.body["at"])).toEqual(documents.map((_, at) => at));
    // Two batches, and one more request for each half that was left.
    expect(requests.filter((operation) => operation === "BatchGetItem")).toHaveLength(5);
  });

  it("is deleted to its end", async () => {
    const documents = Array.from({ length: 30 }, () => document());
    await store.putMany(documents.map((each) => ({ document: each, expect: "absent" })));
    faults = ["half done", "half done"];
    await store.deleteMany(documents);
    expect(await store.getMany(documents)).toEqual(documents.map(() => null));
  });
});

describe("a table that stays busy", () => {
  it("is told by name, after the retries and with the cause", async () => {
    faults = Array.from({ length: 4 }, () => "throttled" as const);
    const failure = await store.get({ pk: "a", sk: "b" }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StoreBusyError);
    expect((failure as StoreBusyError).cause).toMatchObject({ name: "ProvisionedThroughputExceededException" });
    expect(requests).toHaveLength(4);
  });
});

describe("what is consumed", () => {
  it("is told for each request, refused writes included", async () => {
    const put = document();
    await store.put(put, "absent");
    await store.put(put, "absent");
    await store.get(put);
    expect(consumed.map(({ operation, kind, total }) => ({ operation, kind, total }))).toEqual([
      { operation: "PutItem", kind: "write", total: 2 },
      { operation: "PutItem", kind: "write", total: 1 },
      { operation: "GetItem", kind: "read", total: 1 },
    ]);
    expect(consumed[0]).toMatchObject({ table: 1, indexes: { list: 1 } });
  });
});

describe("an item of another hand", () => {
  it.each([
    ["a body of a later dictionary", { b: { B: Uint8Array.of(200, 1, 2) } }, /dictionary 200, which this version does not know/],
    ["no body", {}, /The item has no body/],
  ])("is refused with the reason: %s", async (_, attributes, reason) => {
    const key = { pk: randomUUID(), sk: "META" };
    await client.send(
      new PutItemCommand({ TableName: table, Item: { pk: { S: key.pk }, sk: { S: key.sk }, v: { N: "1" }, ...attributes } }),
    );
    await expect(store.get(key)).rejects.toThrow(reason);
  });
});
