import { mkdir, readdir, readFile, stat, symlink, truncate, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { BlobKeyError } from "#core/ports/errors.ts";
import { openBlobs } from "#local/blobs/blobs.ts";
import { manualClock } from "#test/support/manual-clock.ts";
import { tempDirectory } from "#test/support/temp-directory.ts";

const settings = { clock: manualClock(), baseUrl: () => "http://localhost", secret: "s" };
const bytes = (text: string) => new TextEncoder().encode(text);

describe("blobs in files", () => {
  it("follow no symbolic link out of their directory", async () => {
    await using directory = await tempDirectory();
    const [root, outside] = [join(directory.path, "blobs"), join(directory.path, "outside")];
    await mkdir(root);
    await mkdir(outside);
    await writeFile(join(outside, "secret$"), '{"size":6,"contentType":"a/b","modifiedAt":0,"crc32":0}\nsecret');
    await symlink(outside, join(root, "link"));
    await symlink(join(directory.path, "nowhere"), join(root, "dangling"));
    await symlink(join(outside, "secret$"), join(root, "file$"));
    const blobs = openBlobs(root, settings);

    for (const key of ["link/secret", "link/new", "link/deep/new"]) {
      await expect(blobs.put(key, bytes("x"))).rejects.toThrow(BlobKeyError);
    }
    for (const key of ["link/secret", "file"]) {
      await expect(blobs.get(key)).rejects.toThrow(BlobKeyError);
      await expect(blobs.head(key)).rejects.toThrow(BlobKeyError);
    }
    await expect(blobs.put("dangling/new", bytes("x"))).rejects.toThrow();
    await expect(blobs.delete("link/secret")).rejects.toThrow(BlobKeyError);
    expect((await blobs.list("")).blobs).toEqual([]);
    expect(await readdir(outside)).toEqual(["secret$"]);
    expect(await readdir(directory.path)).toEqual(["blobs", "outside"]);

    // A put replaces a link at the blob's own place; what it led to stays.
    await blobs.put("file", bytes("mine"));
    expect(Buffer.from((await blobs.get("file"))!.bytes).toString()).toBe("mine");
    expect(await readFile(join(outside, "secret$"), "utf8")).toContain("secret");
  });

  it("work below a directory that is itself reached by a link", async () => {
    await using directory = await tempDirectory();
    await mkdir(join(directory.path, "real"));
    await symlink(join(directory.path, "real"), join(directory.path, "alias"));
    const blobs = openBlobs(join(directory.path, "alias", "blobs"), settings);
    await blobs.put("a/b", bytes("x"));
    expect((await blobs.list("")).blobs).toMatchObject([{ key: "a/b" }]);
  });

  it("count a torn file as absent", async () => {
    await using directory = await tempDirectory();
    const blobs = openBlobs(directory.path, settings);
    await blobs.put("torn", bytes("x".repeat(1000)));
    await blobs.put("flipped", bytes("x".repeat(1000)));
    await blobs.put("empty", bytes("x"));
    await truncate(join(directory.path, "torn$"), 500);
    const flipped = join(directory.path, "flipped$");
    await writeFile(flipped, (await readFile(flipped, "utf8")).replace(/x$/, "y"));
    await truncate(join(directory.path, "empty$"), 0);
    expect(await blobs.get("torn")).toBeNull();
    expect(await blobs.head("torn")).toBeNull();
    expect(await blobs.get("flipped")).toBeNull();
    expect(await blobs.get("empty")).toBeNull();
    expect((await blobs.list("")).blobs.map((info) => info.key)).toEqual(["flipped"]);
  });

  it("are for their owner alone, and leave no drafts", async () => {
    await using directory = await tempDirectory();
    const root = join(directory.path, "blobs");
    const blobs = openBlobs(root, settings);
    await blobs.put("a/b", bytes("x"));
    await blobs.put("a/b", bytes("y"), { ifAbsent: true });
    expect((await stat(root)).mode & 0o777).toBe(0o700);
    expect((await stat(join(root, "a", "b$"))).mode & 0o777).toBe(0o600);
    expect(await readdir(join(root, "~drafts"))).toEqual([]);
  });

  it("remove what crashed processes left, not what others are writing", async () => {
    await using directory = await tempDirectory();
    const drafts = join(directory.path, "~drafts");
    await mkdir(drafts);
    for (const name of ["left", "fresh"]) await writeFile(join(drafts, name), "x");
    const longAgo = (await stat(join(drafts, "left"))).mtimeMs / 1000 - 7200;
    await utimes(join(drafts, "left"), longAgo, longAgo);
    await openBlobs(directory.path, settings).put("a", bytes("x"));
    expect(await readdir(drafts)).toEqual(["fresh"]);
  });

  it.each(["", "text/html\r\nset-cookie: a=b", "x".repeat(256), "tëxt/plain"])("refuse the content type %j", async (contentType) => {
    await using directory = await tempDirectory();
    await expect(openBlobs(directory.path, settings).put("a", bytes("x"), { contentType })).rejects.toThrow(RangeError);
    expect(await readdir(directory.path)).toEqual([]);
  });
});
