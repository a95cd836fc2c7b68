import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { DataDirectoryError, findServer, lockServer, openDataDirectory, ServerRunningError } from "#local/data-directory.ts";
import { startScript } from "#test/support/script.ts";
import { tempDirectory } from "#test/support/temp-directory.ts";

describe("a data directory", () => {
  it("is made for its owner alone, with what it needs", async () => {
    await using parent = await tempDirectory();
    const path = join(parent.path, "deep", "data");
    const directory = await openDataDirectory(path);
    expect(directory).toEqual({
      path,
      database: join(path, "millrace.db"),
      blobs: join(path, "blobs"),
      secret: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect((await stat(path)).mode & 0o777).toBe(0o700);
    expect((await stat(join(path, "format.json"))).mode & 0o777).toBe(0o600);
    expect(await openDataDirectory(path)).toEqual(directory);
  });

  it("gets one secret, however many processes open it first", async () => {
    await using parent = await tempDirectory();
    const path = join(parent.path, "data");
    const opened = await Promise.all(Array.from({ length: 10 }, () => openDataDirectory(path)));
    expect(new Set(opened.map((directory) => directory.secret)).size).toBe(1);
    expect((await readdir(path)).sort()).toEqual(["blobs", "format.json"]);
  });

  it("is refused if a newer version wrote it, and left as it is", async () => {
    await using directory = await tempDirectory();
    const text = '{"format":99,"secret":"s","more":true}';
    await writeFile(join(directory.path, "format.json"), text);
    await expect(openDataDirectory(directory.path)).rejects.toThrow(
      /newer Millrace: its format is 99, this one reads up to 1\. Upgrade Millrace, or choose another directory/,
    );
    expect(await readFile(join(directory.path, "format.json"), "utf8")).toBe(text);
  });

  it.each(["", "not json", "null", "[]", '{"format":"1"}', '{"format":1}'])("is refused if its format reads %j", async (text) => {
    await using directory = await tempDirectory();
    await writeFile(join(directory.path, "format.json"), text);
    await expect(openDataDirectory(directory.path)).rejects.toThrow(DataDirectoryError);
  });

  it("is refused where there is a file, with what to do", async () => {
    await using directory = await tempDirectory();
    await writeFile(join(directory.path, "file"), "");
    for (const path of [join(directory.path, "file"), join(directory.path, "file", "data")]) {
      await expect(openDataDirectory(path)).rejects.toThrow(DataDirectoryError);
      await expect(openDataDirectory(path)).rejects.toThrow(/cannot be used as data directory: .*Choose a directory you may write to/);
    }
  });

  it("is refused where somebody keeps other files, but not for what a volume brings along", async () => {
    await using directory = await tempDirectory();
    await mkdir(join(directory.path, "lost+found"));
    await writeFile(join(directory.path, ".DS_Store"), "");
    const foreign = join(directory.path, "foreign");
    await mkdir(foreign);
    await writeFile(join(foreign, "thesis.docx"), "");
    await expect(openDataDirectory(foreign)).rejects.toThrow(/holds "thesis\.docx"\. Choose an empty or a new directory/);
    expect(await readdir(foreign)).toEqual(["thesis.docx"]);
    await expect(openDataDirectory(directory.path)).rejects.toThrow(/holds "foreign"/);
  });
});

describe("the lock of a server", () => {
  it("is found by others, refuses a second one with the reason, and ends on release", async () => {
    await using directory = await tempDirectory();
    expect(await findServer(directory.path)).toBeNull();
    const lock = await lockServer(directory.path, { url: "http://127.0.0.1:4200", token: "t0ken" });
    expect(await findServer(directory.path)).toEqual({
      url: "http://127.0.0.1:4200",
      token: "t0ken",
      pid: process.pid,
      since: expect.any(Number),
    });
    expect((await stat(join(directory.path, "server.json"))).mode & 0o777).toBe(0o600);
    const second = lockServer(directory.path, { url: "http://127.0.0.1:4201" });
    await expect(second).rejects.toThrow(ServerRunningError);
    await expect(second).rejects.toThrow(
      new RegExp(
        `in use by the server at http://127\\.0\\.0\\.1:4200 \\(process ${process.pid}, since 20.*stop it with "millrace server stop"`,
      ),
    );
    expect(await findServer(directory.path)).toMatchObject({ url: "http://127.0.0.1:4200" });
    await lock.release();
    await lock.release();
    expect(await findServer(directory.path)).toBeNull();
    await (await lockServer(directory.path, { url: "http://127.0.0.1:4201" })).release();
  });

  it("goes to one of many that start at once", async () => {
    await using directory = await tempDirectory();
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, (_, at) => lockServer(directory.path, { url: `http://127.0.0.1:${at}` })),
    );
    const locks = results.filter((result) => result.status === "fulfilled").map((result) => result.value);
    expect(locks).toHaveLength(1);
    await locks[0]!.release();
  });

  it("ends with a killed process, and is held against other processes until then", async () => {
    await using directory = await tempDirectory();
    await using holder = startScript("lock-holder", directory.path, "http://127.0.0.1:1");
    await holder.atLeast(1);
    const pid = Number(holder.lines[0]?.replace("locked ", ""));
    expect(await findServer(directory.path)).toMatchObject({ url: "http://127.0.0.1:1", pid });
    await using second = startScript("lock-holder", directory.path, "http://127.0.0.1:2");
    await second.atLeast(1);
    expect(second.lines).toEqual(["ServerRunningError"]);
    holder.kill();
    await holder.ended;
    expect(await readFile(join(directory.path, "server.json"), "utf8")).toContain("http://127.0.0.1:1");
    expect(await findServer(directory.path)).toBeNull();
    const lock = await lockServer(directory.path, { url: "http://127.0.0.1:3" });
    expect(await findServer(directory.path)).toMatchObject({ url: "http://127.0.0.1:3", pid: process.pid });
    await lock.release();
  });

  it("is not believed of a file whose process id another process has now", async () => {
    await using directory = await tempDirectory();
    await writeFile(join(directory.path, "server.json"), JSON.stringify({ url: "http://127.0.0.1:1", pid: process.pid, since: 0 }));
    expect(await findServer(directory.path)).toBeNull();
  });

  it("survives an address file that cannot be read", async () => {
    await using directory = await tempDirectory();
    await writeFile(join(directory.path, "server.json"), "{ torn");
    expect(await findServer(directory.path)).toBeNull();
    const lock = await lockServer(directory.path, { url: "http://127.0.0.1:1" });
    expect(await findServer(directory.path)).not.toBeNull();
    await lock.release();
  });
});
