import { beforeEach, describe, expect, it } from "vitest";
import type { BlockDocument, BlockSchema, BlockType } from "#core/contract/blocks.ts";
import { openBlock } from "#functions/services/blocks/open-block.ts";
import { openTestApi, type TestApi } from "./support/api.ts";

let api: TestApi;
beforeEach(() => {
  api = openTestApi();
});

const NOWHERE = "00000000-0000-4000-8000-000000000000";

async function systemType(slug: string): Promise<{ type: BlockType; schema: BlockSchema }> {
  const type = await api.client.readBlockTypeBySlug({ params: { slug } });
  const [schema] = await api.client.filterBlockSchemas({ body: { block_schemas: { block_type_id: { any_: [type.id] } } } });
  return { type, schema: schema! };
}

async function makeBlock(slug: string, name: string, data: Record<string, unknown>): Promise<BlockDocument> {
  const { type, schema } = await systemType(slug);
  return api.client.createBlock({ body: { name, data, block_type_id: type.id, block_schema_id: schema.id } });
}

describe("block types", () => {
  it("of the server are there without installation, and protected", async () => {
    const slugs = (await api.client.filterBlockTypes({ body: {} })).map(({ slug }) => slug);
    expect(slugs.sort()).toEqual([
      "email-server-credentials",
      "json",
      "local-file-system",
      "s3-bucket",
      "secret",
      "slack-webhook",
      "webhook",
    ]);
    expect(await api.client.installBlockTypes({})).toBe(null);
    const { type, schema } = await systemType("secret");
    expect((await api.send("DELETE", `/block_types/${type.id}`)).status).toBe(403);
    expect((await api.send("DELETE", `/block_schemas/${schema.id}`)).status).toBe(403);
    expect((await api.send("POST", "/block_types/", { name: "Mine", slug: "secret" })).status).toBe(409);
    // a client of Prefect describes them in its own words
    await api.client.updateBlockType({ params: { id: type.id }, body: { description: "Keeps a secret." } });
    expect(await api.client.readBlockType({ params: { id: type.id } })).toMatchObject({
      description: "Keeps a secret.",
      is_protected: true,
    });
    expect(await api.client.listBlockCapabilities({})).toEqual(["notify", "storage"]);
  });

  it("of users are registered, filtered and deleted with all that is theirs", async () => {
    const type = await api.client.createBlockType({ body: { name: "My Thing", slug: "my-thing" } });
    const schema = await api.client.createBlockSchema({ body: { block_type_id: type.id, fields: { a: 1 }, capabilities: ["fly"] } });
    const block = await api.client.createBlock({ body: { name: "one", block_type_id: type.id, block_schema_id: schema.id } });
    expect((await api.client.filterBlockTypes({ body: { block_schemas: { block_capabilities: { all_: ["fly"] } } } })).length).toBe(1);
    expect((await api.client.filterBlockTypes({ body: { block_types: { name: { like_: "THING" } } } })).map(({ id }) => id)).toEqual([
      type.id,
    ]);
    expect((await api.send("DELETE", `/block_schemas/${schema.id}`)).problem.code).toBe("conflict");
    expect((await api.send("DELETE", `/block_types/${type.id}`)).status).toBe(204);
    for (const path of [`/block_types/${type.id}`, `/block_schemas/${schema.id}`, `/block_documents/${block.id}`])
      expect((await api.send("GET", path)).status).toBe(404);
  });
});

describe("block schemas", () => {
  it("are found by the checksum that Prefect's client computes, once per version", async () => {
    const type = await api.client.createBlockType({ body: { name: "T", slug: "t" } });
    const fields = {
      title: "Secret",
      type: "object",
      properties: { value: { title: "Value é" } },
      secret_fields: ["value"],
      definitions: { X: { block_type_slug: "a" } },
    };
    // hashed by Python: json.dumps([[fields without secret_fields and definitions], {}], sort_keys=True)
    const checksum = "sha256:f1150f85958a6445d683f5f2563f76405de51a8d4ab079dfa49c7027bacc07a8";
    const first = await api.send("POST", "/block_schemas/", { block_type_id: type.id, fields, version: "3.8.3" });
    const again = await api.send("POST", "/block_schemas/", { block_type_id: type.id, fields, version: "3.8.3" });
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.json).toEqual(first.json);
    expect(first.json).toMatchObject({ checksum, block_type: { slug: "t" } });
    const found = await api.client.readBlockSchemaByChecksum({ params: { checksum }, query: { version: "3.8.3" } });
    expect(found).toEqual(first.json);
    expect((await api.send("GET", `/block_schemas/checksum/${checksum}?version=1`)).status).toBe(404);
  });
});

describe("blocks", () => {
  it("are created, found by name, listed, counted and deleted", async () => {
    const block = await makeBlock("json", "config", { value: { a: [1] } });
    expect(block).toMatchObject({ name: "config", data: { value: { a: [1] } }, block_type: { slug: "json" }, block_type_name: "JSON" });
    const byName = { slug: "json", block_document_name: "config" };
    expect(await api.client.readBlockByName({ params: byName, query: {} })).toEqual(block);
    expect(await api.client.readBlocksOfType({ params: { slug: "json" }, query: {} })).toEqual([block]);
    expect(await api.client.filterBlocks({ body: { block_documents: { name: { like_: "CONF" } } } })).toEqual([block]);
    expect(await api.client.filterBlocks({ body: { block_types: { slug: { any_: ["secret"] } } } })).toEqual([]);
    expect(await api.client.countBlocks({ body: {} })).toBe(1);
    const taken = { name: "config", block_type_id: block.block_type_id, block_schema_id: block.block_schema_id };
    expect((await api.send("POST", "/block_documents/", taken)).problem.code).toBe("conflict");
    expect((await api.send("DELETE", `/block_documents/${block.id}`)).status).toBe(204);
    expect((await api.send("GET", `/block_documents/${block.id}`)).status).toBe(404);
  });

  it("without a name are listed only when they are asked for", async () => {
    const { type, schema } = await systemType("json");
    const body = { block_type_id: type.id, block_schema_id: schema.id, is_anonymous: true };
    const made = await api.client.createBlock({ body });
    expect(await api.client.filterBlocks({ body: {} })).toEqual([]);
    const found = await api.client.filterBlocks({ body: { block_documents: { is_anonymous: { eq_: true } } } });
    expect(found.map(({ id }) => id)).toEqual([made.id]);
    expect((await api.send("POST", "/block_documents/", { ...body, is_anonymous: false })).status).toBe(422);
  });

  it("refuse a schema of another type, and what is not there", async () => {
    const { type } = await systemType("json");
    const { schema } = await systemType("secret");
    const post = (body: object) => api.send("POST", "/block_documents/", { name: "x", ...body });
    expect((await post({ block_type_id: type.id, block_schema_id: schema.id })).problem.code).toBe("invalid");
    expect((await post({ block_type_id: type.id, block_schema_id: NOWHERE })).problem.code).toBe("not-found");
    expect((await api.send("PATCH", `/block_documents/${NOWHERE}`, {})).problem.code).toBe("not-found");
  });

  it("show the blocks they refer to, whose secrets stay theirs", async () => {
    const inner = await makeBlock("secret", "inner", { value: "hidden-inner" });
    const outer = await makeBlock("json", "outer", { value: { $ref: { block_document_id: inner.id } } });
    expect(outer).toMatchObject({
      data: { value: { value: "********" } },
      block_document_references: { value: { block_document: { id: inner.id, name: "inner" } } },
    });
  });
});

describe("secrets of blocks", () => {
  const secrets = { url: "https://hooks.example/T0/very-secret-path", headers: { "x-key": "secret-header" }, signing_secret: "sign-me" };

  it("are answered to nobody, and opened by the server alone", async () => {
    const block = await makeBlock("webhook", "mine", { ...secrets, method: "PUT" });
    const hidden = { url: "********", headers: { "x-key": "********" }, signing_secret: "********", method: "PUT" };
    const answers = [
      block,
      await api.client.readBlock({ params: { id: block.id }, query: { include_secrets: "true" } }),
      await api.client.readBlockByName({ params: { slug: "webhook", block_document_name: "mine" }, query: { include_secrets: "true" } }),
      ...(await api.client.readBlocksOfType({ params: { slug: "webhook" }, query: { include_secrets: "true" } })),
      ...(await api.client.filterBlocks({ body: { include_secrets: true } })),
    ];
    for (const { data } of answers) expect(data).toEqual(hidden);
    expect(await openBlock(api, block.id)).toMatchObject({ name: "mine", type: "webhook", data: { ...secrets, method: "PUT" } });
    expect(await openBlock(api, NOWHERE)).toBe(null);
  });

  it("stay when they come back as stars, and change when they do not", async () => {
    const { id } = await makeBlock("webhook", "mine", secrets);
    const patch = (body: Parameters<typeof api.client.updateBlock>[0]["body"]) => api.client.updateBlock({ params: { id }, body });
    const data = async () => (await openBlock(api, id))?.data;
    await patch({ data: { url: "********", method: "PUT" } });
    expect(await data()).toEqual({ ...secrets, method: "PUT" });
    await patch({ data: { url: "https://new.example" } });
    expect(await data()).toEqual({ ...secrets, url: "https://new.example", method: "PUT" });
    await patch({ data: { url: "********" }, merge_existing_data: false });
    expect(await data()).toEqual({ url: "https://new.example" });
  });

  it("given as stars where none is kept are refused", async () => {
    const { type, schema } = await systemType("secret");
    const body = { name: "x", data: { value: "********" }, block_type_id: type.id, block_schema_id: schema.id };
    const answer = await api.send("POST", "/block_documents/", body);
    expect([answer.status, answer.problem.code]).toEqual([422, "invalid"]);
  });

  it("are not shown by a schema that calls them none", async () => {
    const { id, block_type_id } = await makeBlock("secret", "mine", { value: "hidden" });
    const open = await api.client.createBlockSchema({ body: { block_type_id, fields: { secret_fields: [] }, version: "open" } });
    await api.client.updateBlock({ params: { id }, body: { block_schema_id: open.id } });
    expect((await api.client.readBlock({ params: { id }, query: {} })).data).toEqual({ value: "********" });
    expect((await openBlock(api, id))?.data).toEqual({ value: "hidden" });
  });

  it("do not open in another block", async () => {
    const mine = await makeBlock("secret", "mine", { value: "hidden" });
    const other = await makeBlock("secret", "other", { value: "else" });
    const [from, to] = await api.store.getMany([mine.id, other.id].map((id) => ({ pk: `BLOCK#${id}`, sk: "META" })));
    await api.store.put({ ...to!, body: { ...to!.body, sealed: from!.body["sealed"] } }, "any");
    await expect(openBlock(api, other.id)).rejects.toThrow(/cannot be opened/);
  });
});
