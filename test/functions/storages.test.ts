import { once } from "node:events";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { storageServices } from "#functions/services/storages.ts";
import { ANYBODY } from "#functions/token/caller.ts";
import { openTestApi, type TestApi } from "./support/api.ts";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "millrace-storage-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

let api: TestApi;
let path: string;
beforeEach(async () => {
  api = openTestApi();
  path = await mkdtemp(join(root, "dir-"));
});

const create = (name: string, at: string = path, make_default: boolean | null = null) =>
  api.client.createStorage({ body: { name, config: { type: "local", path: at }, make_default } });
const presign = (key: string, method: "GET" | "PUT") => api.client.presignBlob({ body: { key, method } });
const bucketConfig = {
  type: "s3",
  bucket: "lake",
  prefix: "",
  region: null,
  access_key_id: "AKIATEST",
  secret_access_key: "a-secret-of-the-test",
  path_style: true,
} as const;
const NOWHERE = "00000000-0000-4000-8000-000000000000";

describe("storages", () => {
  it("are none at first: results stay with the server", async () => {
    expect(await api.client.listStorages({})).toEqual({
      storages: [],
      default_storage_id: null,
      server: { place: "test", location: null },
    });
    expect((await presign("results/a", "PUT")).key).toBe("results/a");
  });

  it("are saved after a real write, read and delete; the first one becomes the default", async () => {
    const first = await create("first");
    expect(first).toMatchObject({ name: "first", type: "local", is_default: true, location: path, config: { path }, reach: "server" });
    // the drafts' folder is the directory's own; of the test nothing is left
    expect((await readdir(path, { recursive: true })).filter((name) => name.endsWith("$"))).toEqual([]);
    const second = await create("second");
    const third = await create("third", path, true);
    const { storages, default_storage_id } = await api.client.listStorages({});
    expect(storages.map(({ name, is_default }) => [name, is_default])).toEqual([
      ["first", false],
      ["second", false],
      ["third", true],
    ]);
    expect(default_storage_id).toBe(third.id);
    expect(await api.client.readStorage({ params: { id: second.id } })).toEqual(second);
    expect((await api.send("POST", "/x/storage", { name: "first", config: { type: "local", path } })).problem.code).toBe("conflict");
  });

  it("say which step failed and why, and are not saved then", async () => {
    const file = join(path, "file");
    await writeFile(file, "");
    const answer = await api.send("POST", "/x/storage", { name: "bad", config: { type: "local", path: join(file, "below") } });
    expect(answer.problem).toMatchObject({ code: "storage-directory", status: 422, got: { step: "write" } });
    expect(answer.problem.what).toMatch(/failed to write: .*no directory/);
    const relative = await api.send("POST", "/x/storage", { name: "bad", config: { type: "local", path: "data" } });
    expect(relative.problem).toMatchObject({ code: "storage-directory", got: { step: "open" } });
    expect((await api.client.listStorages({})).storages).toEqual([]);
  });

  it("are not waited for without end: one that takes the connection and never answers is refused when the time is up", async () => {
    const silent = createServer();
    silent.listen(0, "127.0.0.1");
    await once(silent, "listening");
    const connected = once(silent, "connection");
    const clock = { ...api.parts.clock, sleep: () => connected.then(() => undefined) };
    const { port } = silent.address() as AddressInfo;
    const config = { ...bucketConfig, endpoint: `http://127.0.0.1:${port}` };
    const { createStorage } = storageServices({ ...api.parts, clock });
    const made = createStorage(
      { params: undefined, query: undefined, body: { name: "silent", config, make_default: null } },
      { requestId: "r", baseUrl: "http://127.0.0.1:1/api" },
    );
    const problem = await (made as Promise<unknown>).catch((error: unknown) => error);
    expect(problem).toMatchObject({
      code: "storage-timeout",
      got: { step: "write" },
      expected: "an object can be written, read and deleted",
    });
    expect((problem as Error).message).toContain("had not ended when the 15 s of the test were over");
    expect((await api.client.listStorages({})).storages).toEqual([]);
    const [socket] = (await connected) as [Socket];
    socket.destroy();
    silent.close();
  });

  it("are refused where no directory can be made, such as below /proc, at once", async () => {
    const answer = await api.send("POST", "/x/storage", { name: "bad", config: { type: "local", path: "/proc/millrace/below" } });
    expect(answer.problem).toMatchObject({ code: "storage-directory", got: { step: "write" } });
  });

  it("are tested again at any time", async () => {
    const { id } = await create("mine");
    expect(await api.client.testStorage({ params: { id } })).toMatchObject({
      ok: true,
      location: path,
      steps: ["open", "write", "read", "delete"].map((step) => ({ step, ok: true, code: null })),
    });
    await rm(path, { recursive: true });
    await writeFile(path, "");
    const { ok, steps } = await api.client.testStorage({ params: { id } });
    expect({ ok, last: steps.at(-1) }).toMatchObject({ ok: false, last: { step: "write", code: "storage-directory" } });
    await rm(path);
  });

  it("change once the change is tested", async () => {
    const { id } = await create("mine");
    const other = await mkdtemp(join(root, "dir-"));
    expect(await api.client.updateStorage({ params: { id }, body: { config: { type: "local", path: other } } })).toMatchObject({
      location: other,
    });
    const refused = await api.send("PATCH", `/x/storage/${id}`, { config: { type: "local", path: "nowhere" } });
    expect(refused.problem.code).toBe("storage-directory");
    const another = await api.send("PATCH", `/x/storage/${id}`, { config: { type: "s3", bucket: "abc" } });
    expect(another.problem.code).toBe("invalid");
    expect((await api.client.readStorage({ params: { id } })).location).toBe(other);
  });

  it("give the default up when asked to, and are deleted as default only by force", async () => {
    const { id } = await create("mine");
    expect(await api.client.readServerStorage({})).toEqual({ default_result_storage_block_id: id });
    await api.client.clearDefaultStorage({});
    expect(await api.client.readServerStorage({})).toEqual({ default_result_storage_block_id: null });
    await api.client.setDefaultStorage({ params: { id } });
    const refused = await api.send("DELETE", `/x/storage/${id}`);
    expect(refused.problem).toMatchObject({ code: "conflict", what: expect.stringContaining("default") });
    expect((await api.send("DELETE", `/x/storage/${id}?force=true`)).status).toBe(204);
    expect((await api.client.listStorages({})).default_storage_id).toBe(null);
    expect((await presign("results/a", "PUT")).key).toBe("results/a");
    expect((await api.send("POST", `/x/storage/${NOWHERE}/set_default`)).problem.code).toBe("not-found");
    expect((await api.send("PUT", "/admin/storage", { default_result_storage_block_id: NOWHERE })).problem.code).toBe("not-found");
  });

  it("are blocks, but not made, changed or deleted as such", async () => {
    const { id } = await create("mine");
    const block = await api.client.readBlock({ params: { id }, query: {} });
    expect(block).toMatchObject({ name: "mine", data: { path }, block_type: { slug: "local-file-system" } });
    const { block_schema_id, block_type_id } = block;
    const made = await api.send("POST", "/block_documents/", { name: "x", data: { path: "/" }, block_schema_id, block_type_id });
    const changed = await api.send("PATCH", `/block_documents/${id}`, { data: { path: "/" } });
    const deleted = await api.send("DELETE", `/block_documents/${id}`);
    for (const { problem } of [made, changed, deleted])
      expect(problem).toMatchObject({ code: "invalid", do: expect.stringContaining("/x/storage") });
  });
});

describe("blobs of storages", () => {
  it("lie under the default storage when they are new results or bundles, and there alone", async () => {
    const { id } = await create("mine");
    expect((await presign("results/a", "PUT")).key).toBe(`storage=${id}/results/a`);
    expect((await presign("bundles/a", "PUT")).key).toBe(`storage=${id}/bundles/a`);
    // the cache is asked by a key that nobody told anybody
    expect((await presign("results/cache/a", "PUT")).key).toBe("results/cache/a");
    expect((await presign("results/a", "GET")).key).toBe("results/a");
    expect((await presign(`storage=${id}/results/a`, "PUT")).key).toBe(`storage=${id}/results/a`);

    const { storage, blobs } = api.parts;
    const key = await storage.place("results/a");
    expect(await blobs.put(key, Buffer.from("hello"))).toBe(true);
    expect(await api.blobs.get("results/a")).toBe(null);
    expect(Buffer.from((await blobs.get(key))!.bytes).toString()).toBe("hello");
    expect((await blobs.head(key))?.key).toBe(key);
    expect((await blobs.list(`storage=${id}/results/`)).blobs.map((blob) => blob.key)).toEqual([key]);
    expect(await storage.deleteBlob(key)).toBe(true);
    expect(await storage.deleteBlob(key)).toBe(false);
  });

  it("stay readable when another storage becomes the default", async () => {
    const first = await create("first");
    const { storage, blobs } = api.parts;
    const key = await storage.place("results/a");
    await blobs.put(key, Buffer.from("old"));
    const second = await create("second", await mkdtemp(join(root, "dir-")), true);
    expect(await storage.place("results/a")).toBe(`storage=${second.id}/results/a`);
    expect(key).toBe(`storage=${first.id}/results/a`);
    expect(Buffer.from((await blobs.get(key))!.bytes).toString()).toBe("old");
  });

  it("of a directory are reached over the server's own links, by the name the caller used", async () => {
    api = openTestApi({ baseUrl: () => "http://vm.example:4200/api" });
    const { id } = await create("mine");
    const key = `storage=${id}/results/a`;
    const { url } = await presign(key, "GET");
    expect(url).toMatch(`http://vm.example:4200/blobs/${key}?`);
  });

  it("of a storage that is gone read as none, and cannot be written", async () => {
    const { id } = await create("mine");
    const key = `storage=${id}/results/a`;
    await api.parts.blobs.put(key, Buffer.from("x"));
    await api.send("DELETE", `/x/storage/${id}?force=true`);
    expect(await api.parts.blobs.get(key)).toBe(null);
    expect(await api.parts.storage.deleteBlob(key)).toBe(false);
    // a claim hands its bundle's link out all the same: the agent is told 404 there
    expect(await api.parts.blobs.presignGet(key)).toContain(key);
    await expect(api.parts.blobs.put(key, Buffer.from("y"))).rejects.toMatchObject({ code: "not-found" });
    expect(await api.parts.blobs.list(`storage=${id}/`)).toEqual({ blobs: [] });
    for (const method of ["GET", "PUT"])
      expect((await api.send("POST", "/x/blobs/presign", { key, method })).problem.code).toBe("not-found");
    // under its old name it is the same storage again
    await create("mine");
    expect(Buffer.from((await api.parts.blobs.get(key))!.bytes).toString()).toBe("x");
  });

  it.each(["parameters/a", "millrace-test/a"])("that are no results stay out of reach: %s", async (key) => {
    const { id } = await create("mine");
    const answer = await api.send("POST", "/x/blobs/presign", { key: `storage=${id}/${key}`, method: "GET" });
    expect(answer.problem.code).toBe("invalid");
  });
});

describe("who may", () => {
  it.each([
    ["member", 403, 200],
    ["agent", 403, 403],
    ["viewer", 403, 403],
    ["admin", 201, 200],
  ] as const)("a %s creates storages: %i, and tests them: %i", async (role, creates, tests) => {
    let caller: "admin" | "member" | "agent" | "viewer" = "admin";
    api = openTestApi({ callers: { callerOf: () => ({ ...ANYBODY, role: caller }) } });
    const { id } = await create("mine");
    caller = role;
    expect((await api.send("POST", "/x/storage", { name: "other", config: { type: "local", path } })).status).toBe(creates);
    expect((await api.send("POST", `/x/storage/${id}/test`)).status).toBe(tests);
    expect((await api.send("GET", "/x/storage")).status).toBe(200);
    const admins = [
      ["PATCH", `/x/storage/${id}`, { config: { type: "local", path } }],
      ["POST", `/x/storage/${id}/set_default`],
      ["POST", "/x/storage/clear_default"],
      ["DELETE", `/x/storage/${id}`],
    ] as const;
    for (const [method, at, body] of admins)
      expect((await api.send(method, at, body)).status, at).toSatisfy((status: number) =>
        role === "admin" ? status < 300 : status === 403,
      );
  });
});

describe("input of storages", () => {
  const s3 = { type: "s3", bucket: "my-bucket" };
  it.each([
    [{ ...s3, access_key_id: "a" }],
    [{ ...s3, secret_access_key: "a" }],
    [{ ...s3, bucket: "a/b" }],
    [{ ...s3, prefix: "../x" }],
    [{ ...s3, endpoint: "ftp://x" }],
    [{ ...s3, colour: "red" }],
    [{ type: "gcs", bucket: "x" }],
    [{ type: "local", path: "" }],
  ])("is refused: %j", async (config) => {
    expect((await api.send("POST", "/x/storage", { name: "x", config })).problem.code).toBe("invalid");
  });
});
