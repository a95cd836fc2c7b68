import { randomUUID } from "node:crypto";
import { CreateBucketCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { s3Client } from "#cloud/blobs/s3-client.ts";
import { openTestApi, type TestApi } from "#test/functions/support/api.ts";
import { emulator, emulatorConfig } from "./support/emulator.ts";

const client = s3Client({ ...emulatorConfig, forcePathStyle: true });
const bucket = `millrace-storage-${randomUUID()}`;
beforeAll(() => client.send(new CreateBucketCommand({ Bucket: bucket })));
afterAll(() => client.destroy());

const config = {
  type: "s3",
  bucket,
  prefix: "team_a/results",
  endpoint: emulator.endpoint,
  access_key_id: "test",
  secret_access_key: "test",
} as const;

const objects = async () => ((await client.send(new ListObjectsV2Command({ Bucket: bucket }))).Contents ?? []).map(({ Key }) => Key);
const create = (api: TestApi, more: object = {}) => api.client.createStorage({ body: { name: "s3", config: { ...config, ...more } } });

describe("a storage on S3", () => {
  it("is created by a real write, read and delete, which leave nothing behind", async () => {
    const api = openTestApi();
    const made = await create(api);
    expect(made).toMatchObject({ is_default: true, reach: "anywhere", config: { bucket, secret_access_key: "********" } });
    expect(await objects()).toEqual([]);
    const { ok, steps } = await api.client.testStorage({ params: { id: made.id } });
    expect({ ok, steps: steps.length }).toEqual({ ok: true, steps: 4 });
  });

  it("takes new results by links that lead to it, below its prefix", async () => {
    const api = openTestApi();
    const { id } = await create(api);
    const { url, key } = await api.client.presignBlob({ body: { key: "results/one", method: "PUT", content_type: "text/plain" } });
    expect(key).toBe(`storage=${id}/results/one`);
    expect(url.startsWith(`${emulator.endpoint}/${bucket}/team_a/results/results/one?`)).toBe(true);
    expect((await fetch(url, { method: "PUT", body: "hello", headers: { "content-type": "text/plain" } })).status).toBe(200);
    expect(await objects()).toEqual(["team_a/results/results/one"]);

    const read = await api.client.presignBlob({ body: { key, method: "GET" } });
    expect(read.key).toBe(key);
    expect(await (await fetch(read.url)).text()).toBe("hello");
    const { blobs, storage } = api.parts;
    expect((await blobs.head(key))?.key).toBe(key);
    expect((await blobs.list(`storage=${id}/results/`)).blobs.map((blob) => blob.key)).toEqual([key]);
    await storage.deleteBlob(key);
    expect(await objects()).toEqual([]);
  });

  it("is not saved when there is no such bucket, or nothing answers", async () => {
    const api = openTestApi();
    const refused = async (more: object) => (await api.send("POST", "/x/storage", { name: "s3", config: { ...config, ...more } })).problem;
    expect(await refused({ bucket: "millrace-not-there" })).toMatchObject({ code: "storage-bucket", got: { step: "write" } });
    expect(await refused({ endpoint: "http://127.0.0.1:1" })).toMatchObject({ code: "storage-unreachable", got: { step: "write" } });
    expect((await api.client.listStorages({})).storages).toEqual([]);
  });
});
