import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { askForStorage, type StorageAnswers } from "#cli/commands/storage/questions.ts";
import type { Storage, StorageList } from "#core/contract/storages.ts";
import { type S3Server, startS3 } from "#test/support/s3-server.ts";
import { newUser, type User } from "./run-cli.ts";

const SECRET = "wJalrXUtnFEMI-very-secret-k7MDENG";
const WITH_SECRET = { MILLRACE_STORAGE_SECRET_ACCESS_KEY: SECRET };

let user: User;
let s3: S3Server;
beforeAll(async () => {
  user = newUser();
  s3 = await startS3("team-results");
  expect(await user.run(["server", "start", "--background", "--port", "0"])).toMatchObject({ code: 0 });
});
afterAll(async () => {
  await user.leave();
  await s3.close();
});

const s3Flags = () => ["--type", "s3", "--bucket", "team-results", "--endpoint", s3.url, "--access-key-id", "AKIATEST", "--yes"];

describe("storage", { timeout: 120_000 }, () => {
  it("says where results go while there is none, and what to do", async () => {
    const { code, stdout, stderr } = await user.run(["storage", "ls"]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    expect(stderr).toMatch(/No storage is set up\. New results .*own data directory \(.*blobs\): only machines that reach this server/);
    expect(stderr).toContain('"millrace storage create"');
  });

  it("names the flags that are missing where nobody can be asked", async () => {
    const cases = [
      [[], "--type and --name are not given"],
      [["--type", "local", "--name", "x"], "--path is not given"],
      [["--type", "s3", "--name", "x"], "--bucket is not given"],
      [["--name", "x", ...s3Flags()], "secret of the access key is not given"],
      [["--type", "s3", "--name", "x", "--bucket", "b", "--secret-access-key-stdin"], "comes with an access key id"],
    ] as const;
    for (const [flags, message] of cases)
      expect(await user.run(["storage", "create", ...flags])).toMatchObject({
        code: 2,
        stdout: "",
        stderr: expect.stringContaining(message),
      });
  });

  it("creates one on S3 after writing, reading and deleting there, as the default; the secret is never seen", async () => {
    const made = await user.run(["storage", "create", "--name", "team", "--prefix", "mill_race", ...s3Flags()], WITH_SECRET);
    expect(made).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/Created storage "team" \(.+\) at s3:\/\/team-results\/mill_race at .+\nNew results/),
    });
    expect([...s3.objects.keys()]).toEqual([]);
    const inspected = await user.run(["storage", "inspect", "team"]);
    expect(inspected.stdout).toMatch(/Access key +AKIATEST\nSecret +\*{8}\n/);
    const outputs = [made, inspected];
    for (const args of [["inspect", "team", "--json"], ["ls", "--json"], ["ls"], ["test", "team", "--json"]])
      outputs.push(await user.run(["storage", ...args]));
    for (const args of [
      ["inspect", "s3-bucket/team"],
      ["inspect", "team", "--json"],
      ["ls", "--json"],
    ])
      outputs.push(await user.run(["block", ...args]));
    for (const { code, stdout, stderr } of outputs) {
      expect(code).toBe(0);
      expect(stdout + stderr).not.toContain(SECRET);
    }
    expect(outputs[4]!.stdout).toMatch(/^STORAGE +DEFAULT +TYPE +LOCATION +ID\nteam +✔ +Amazon S3 or compatible +s3:/);
    // nor in anything the server keeps: database, its log of writes, server log
    for (const file of readdirSync(user.home, { recursive: true, encoding: "utf8" })) {
      const path = join(user.home, file);
      const bytes = readable(path);
      expect(bytes.includes(SECRET), path).toBe(false);
    }
  });

  it.each([
    ["NoSuchBucket", "storage-bucket", "There is no bucket team-results"],
    ["InvalidAccessKeyId", "storage-credentials", "does not know the access key id"],
    ["SignatureDoesNotMatch", "storage-credentials", "The secret access key does not belong to the access key id"],
    ["AccessDenied", "storage-forbidden", "does not let this access key do this in the bucket team-results"],
    ["PermanentRedirect", "storage-bucket", "Give the region the bucket is in"],
  ])("says what is wrong when the store answers %s", async (answer, _code, message) => {
    s3.refuse = ({ method }) => (method === "PUT" ? answer : undefined);
    const { code, stderr } = await user.run(["storage", "create", "--name", "bad", ...s3Flags()], WITH_SECRET);
    s3.refuse = () => undefined;
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(message) });
    expect(stderr).toContain("The storage was not saved");
    expect(stderr).toContain("failed to write");
    expect(stderr).not.toContain(SECRET);
    expect((await user.json<StorageList>("storage", "ls", "--json")).storages.map(({ name }) => name)).toEqual(["team"]);
  });

  it("tells at which step it failed, and leaves nothing behind that it may delete", async () => {
    s3.refuse = ({ method }) => (method === "GET" ? "AccessDenied" : undefined);
    const { code, stdout, stderr } = await user.run(["storage", "test", "team"]);
    s3.refuse = () => undefined;
    expect(code).toBe(1);
    expect(stdout).toMatch(/✔ open\n✔ write\n✘ read: .*does not let this access key/);
    expect(stderr).toContain("s3:GetObject");
    expect([...s3.objects.keys()]).toEqual([]);
  });

  it("says so when nothing answers at the endpoint", async () => {
    const flags = s3Flags().map((flag) => (flag === s3.url ? "http://127.0.0.1:1" : flag));
    const { code, stderr } = await user.run(["storage", "create", "--name", "away", ...flags], WITH_SECRET);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/http:\/\/127\.0\.0\.1:1 cannot be reached: nothing listens there/),
    });
  });

  it("creates a directory's, chooses the default, and deletes", async () => {
    const path = join(user.home, "disk");
    const made = await user.json<Storage>("storage", "create", "--type", "local", "--name", "disk", "--path", path, "--json");
    expect(made).toMatchObject({ name: "disk", is_default: false, location: path });
    expect(await user.run(["storage", "set-default", "disk"])).toMatchObject({ code: 0, stdout: expect.stringContaining('go to "disk"') });
    const refused = await user.run(["storage", "delete", "disk", "--yes"]);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining("is the default one") });
    expect(await user.run(["storage", "delete", "team"])).toMatchObject({ code: 2, stderr: expect.stringContaining("--yes") });
    expect(await user.run(["storage", "delete", "team", "--yes"])).toMatchObject({ code: 0 });
    expect(await user.run(["storage", "clear-default"])).toMatchObject({ code: 0, stdout: expect.stringContaining("own data directory") });
    expect((await user.run(["storage", "ls"])).stderr).toContain("No storage is the default one");
    expect(await user.run(["storage", "delete", made.id.slice(0, 8), "--yes"])).toMatchObject({ code: 0 });
    expect(await user.run(["storage", "inspect", "disk"])).toMatchObject({
      code: 4,
      stderr: expect.stringContaining("millrace storage ls"),
    });
  });

  it("keeps results of runs there, and reads them back", async () => {
    const path = join(user.home, "results-disk");
    mkdirSync(path);
    await user.run(["storage", "create", "--type", "local", "--name", "results", "--path", path, "--default", "--yes"]);
    const script = join(user.home, "flow.ts");
    const sdk = new URL("../../sdk/index.ts", import.meta.url).href;
    writeFileSync(
      script,
      `import { flow, readResult } from ${JSON.stringify(sdk)};
       const big = flow({ name: "big", persistResult: true }, async () => "x".repeat(20_000));
       const { state } = await big.run();
       console.log(JSON.stringify({ key: state.data.key, length: (await readResult(state)).length }));`,
    );
    const { stdout } = await runScript(script, user.home);
    const { key, length } = JSON.parse(stdout.trim().split("\n").at(-1)!) as { key: string; length: number };
    expect({ key, length }).toEqual({ key: expect.stringMatching(/^storage=[0-9a-f-]{36}\/results\//), length: 20_000 });
    expect(readdirSync(join(path, "results")).length).toBe(1);
  });
});

describe("questions about a storage", () => {
  it("are asked for what no flag says, checked as they are typed, the secret unseen", async () => {
    const { answers, shown } = await answering({ type: "s3", name: "team" }, [
      "ftp://nowhere",
      ENTER,
      CLEAR,
      "http://minio.example:9000",
      ENTER,
      ENTER,
      "team-results",
      ENTER,
      ENTER,
      ENTER,
      "AKIATEST",
      ENTER,
      SECRET,
      ENTER,
      ENTER,
    ]);
    expect(answers).toMatchObject({
      type: "s3",
      endpoint: "http://minio.example:9000",
      bucket: "team-results",
      prefix: "",
      accessKeyId: "AKIATEST",
      secret: SECRET,
      makeDefault: true,
    });
    expect(shown).toContain("This is needed.");
    expect(shown).toContain("Invalid URL");
    expect(shown).not.toContain(SECRET);
  });

  it("let a person choose a directory, and walk away", async () => {
    const { answers } = await answering({}, [DOWN, ENTER, "disk", ENTER, "/mnt/disk", ENTER], false);
    expect(answers).toMatchObject({ type: "local", name: "disk", path: "/mnt/disk", makeDefault: true });
    await expect(answering({}, ["\u0003"])).rejects.toThrow("No storage was created.");
  });
});

const ENTER = "\r";
const DOWN = "\u001b[B";
const CLEAR = "\u0015";

/** Types keys one after another, each when what came before is drawn. */
async function answering(given: StorageAnswers, keys: readonly string[], hasDefault = true) {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 100, rows: 40 });
  let shown = "";
  output.on("data", (chunk: Buffer) => {
    shown += chunk.toString();
  });
  const asked = askForStorage(given, hasDefault, { input, output });
  let over = false;
  const ended = asked.finally(() => {
    over = true;
  });
  ended.catch(() => undefined);
  for (const key of keys) {
    await new Promise((resolve) => setTimeout(resolve, 30));
    if (!over) input.write(key);
  }
  return { answers: await ended, shown };
}

function readable(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
}

async function runScript(script: string, home: string): Promise<{ stdout: string }> {
  const { execFile } = await import("node:child_process");
  const { promisify } = await import("node:util");
  return promisify(execFile)(process.execPath, [script], { env: { PATH: process.env.PATH ?? "", MILLRACE_HOME: home } });
}
