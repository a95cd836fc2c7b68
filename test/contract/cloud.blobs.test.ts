import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { openBlobs } from "#cloud/blobs/blobs.ts";
import { s3Client } from "#cloud/blobs/s3-client.ts";
import { emulatorConfig } from "#test/cloud/support/emulator.ts";
import { describeBlobs } from "./blobs.contract.ts";

const open = async () => {
  const client = s3Client({ ...emulatorConfig, forcePathStyle: true });
  const bucket = `millrace-${randomUUID()}`;
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  return { client, open: () => openBlobs({ client, bucket }) };
};

describeBlobs("S3", {
  timeoutMs: 30_000,
  presignedChecks: "the emulator takes a link with an empty signature for an open request; the other checks are below",
  deleteTells: "S3 answers the same whether there was an object or not",
  async open() {
    const bucket = await open();
    return { blobs: bucket.open(), reopen: async () => bucket.open(), pass: (ms) => sleep(ms), close: async () => bucket.client.destroy() };
  },
});

describe("Blobs: S3: presigned links", () => {
  it("are good for their time, method, key and content type only", async () => {
    const bucket = await open();
    const blobs = bucket.open();
    const csv = { "content-type": "text/csv" };
    await blobs.put("a", new TextEncoder().encode("a"));
    await blobs.put("b", new TextEncoder().encode("b"));
    const get = await blobs.presignGet("a");
    const put = await blobs.presignPut("a", { contentType: "text/csv" });
    const short = [await blobs.presignGet("a", { expiresIn: 1 }), await blobs.presignPut("a", { expiresIn: 1 })] as const;
    await sleep(2500);
    const tries = {
      "read too late": fetch(short[0]),
      "write too late": fetch(short[1], { method: "PUT", body: "changed" }),
      "write by a link for reading": fetch(get, { method: "PUT", body: "changed" }),
      "read by a link for writing": fetch(put),
      "read another key": fetch(get.replace("/a?", "/b?")),
      "write another key": fetch(put.replace("/a?", "/b?"), { method: "PUT", body: "changed", headers: csv }),
      "write another type": fetch(put, { method: "PUT", body: "changed", headers: { "content-type": "text/html" } }),
      "sign something else": fetch(get.replace(/(Signature=)(.{3})/, "$1AAA")),
    };
    for (const [what, reply] of Object.entries(tries)) expect({ what, status: (await reply).status }).toEqual({ what, status: 403 });
    for (const key of ["a", "b"]) expect(new TextDecoder().decode((await blobs.get(key))?.bytes)).toBe(key);
    bucket.client.destroy();
  });
});
