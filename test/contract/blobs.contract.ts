import { randomBytes, randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Blobs } from "#core/ports/blobs.ts";
import { BlobKeyError } from "#core/ports/errors.ts";
import { type Capability, itWhen } from "#test/support/capability.ts";

/** Blobs under test; one bucket serves all tests of an adapter, which use prefixes of their own. */
export interface BlobsFixture {
  readonly blobs: Blobs;
  /** Opens the same bucket again, as a restart does. */
  reopen(): Promise<Blobs>;
  /** Lets time pass, as the links see it. */
  pass(ms: number): Promise<void>;
  close(): Promise<void>;
}

export interface BlobsSubject {
  open(): Promise<BlobsFixture>;
  /** For one test; default 5,000 ms. */
  readonly timeoutMs?: number;
  /** Whether `fetch` reaches the presigned links; default true. */
  readonly presignedFetch?: Capability;
  /** Whether the service checks signature and expiry of links; default true. */
  readonly presignedChecks?: Capability;
  /** Whether `delete` can tell if something was there; default true. */
  readonly deleteTells?: Capability;
  /** Whether blobs outlive a restart; default true. */
  readonly persistent?: Capability;
}

/** What every adapter of the Blobs port must do. */
export function describeBlobs(name: string, subject: BlobsSubject): void {
  const { timeoutMs = 5000, presignedFetch = true, deleteTells = true, persistent = true } = subject;
  const presignedChecks = presignedFetch === true ? (subject.presignedChecks ?? true) : presignedFetch;

  describe(`Blobs: ${name}`, { timeout: timeoutMs }, () => {
    let fixture: BlobsFixture;
    beforeAll(async () => {
      fixture = await subject.open();
    }, 60_000);
    afterAll(() => fixture.close());
    const blobs = () => fixture.blobs;
    const newPrefix = () => `t-${randomUUID()}/`;
    const bytes = (text: string) => new TextEncoder().encode(text);
    const textOf = async (key: string) => {
      const blob = await blobs().get(key);
      return blob === null ? null : new TextDecoder().decode(blob.bytes);
    };

    it("gives back the bytes, their size and their type", async () => {
      const key = `${newPrefix()}a.bin`;
      const data = randomBytes(300_000);
      expect(await blobs().get(key)).toBeNull();
      expect(await blobs().head(key)).toBeNull();
      expect(await blobs().put(key, data, { contentType: "text/csv; charset=utf-8" })).toBe(true);
      const found = (await blobs().get(key))!;
      expect(Buffer.compare(found.bytes, data)).toBe(0);
      expect(found.info).toMatchObject({ key, size: 300_000, contentType: "text/csv; charset=utf-8" });
      expect(found.info.modifiedAt).toBeGreaterThan(Date.UTC(2025, 0));
      expect(await blobs().head(key)).toEqual(found.info);
    });

    it("keeps an empty blob, and a type by default", async () => {
      const key = `${newPrefix()}empty`;
      await blobs().put(key, new Uint8Array());
      expect((await blobs().get(key))?.bytes).toHaveLength(0);
      expect(await blobs().head(key)).toMatchObject({ size: 0, contentType: "application/octet-stream" });
    });

    it("replaces a blob whole, with its type", async () => {
      const key = `${newPrefix()}a`;
      await blobs().put(key, bytes("a long first text"), { contentType: "text/plain" });
      await blobs().put(key, bytes("short"), { contentType: "text/csv" });
      expect(await textOf(key)).toBe("short");
      expect(await blobs().head(key)).toMatchObject({ size: 5, contentType: "text/csv" });
    });

    it("puts only where nothing is when asked, also among 20 at once", async () => {
      const key = `${newPrefix()}once`;
      const results = await Promise.all(Array.from({ length: 20 }, (_, at) => blobs().put(key, bytes(`racer ${at}`), { ifAbsent: true })));
      expect(results.filter(Boolean)).toHaveLength(1);
      expect(await textOf(key)).toBe(`racer ${results.indexOf(true)}`);
      expect(await blobs().put(key, bytes("later"), { ifAbsent: true })).toBe(false);
    });

    it("never shows a blob in part while it is replaced", async () => {
      const key = `${newPrefix()}busy`;
      const versions = ["a", "b", "c", "d"].map((letter) => bytes(letter.repeat(50_000)));
      await blobs().put(key, versions[0]!);
      const writing = Promise.all(versions.map((version) => blobs().put(key, version)));
      for (let round = 0; round < 10; round += 1) {
        const text = (await textOf(key))!;
        expect(text).toHaveLength(50_000);
        expect(new Set(text).size).toBe(1);
      }
      await writing;
    });

    it("deletes", async () => {
      const key = `${newPrefix()}gone`;
      await blobs().put(key, bytes("x"));
      expect(await blobs().delete(key)).toBe(true);
      expect(await blobs().get(key)).toBeNull();
      await blobs().delete(key);
    });

    itWhen(deleteTells, "tells whether there was something to delete", async () => {
      expect(await blobs().delete(`${newPrefix()}never`)).toBe(false);
    });

    describe("keys", () => {
      it("are kept apart where file systems would mix them up", async () => {
        const prefix = newPrefix();
        const keys = [
          "a",
          "A",
          "a/b",
          "a/B",
          "A/b",
          "a/b/c",
          "a.b",
          "a-b",
          "a=b",
          "a..b",
          ".a",
          "..a",
          "...",
          "-",
          "x".repeat(300),
          `${"x".repeat(300)}/y`,
          "x".repeat(100),
          `${"x".repeat(100)}/y`,
          `${"x".repeat(99)}`,
        ];
        for (const key of keys) await blobs().put(prefix + key, bytes(key));
        for (const key of keys) expect(await textOf(prefix + key)).toBe(key);
        const listed = (await blobs().list(prefix)).blobs.map((info) => info.key.slice(prefix.length));
        expect(listed).toEqual([...keys].sort());
      });

      it("may have 900 characters", async () => {
        const prefix = newPrefix();
        for (const key of [prefix + "X".repeat(900 - prefix.length), prefix + "y/".repeat(400).slice(0, 899 - prefix.length - 1)]) {
          await blobs().put(key.replace(/\/$/, "z"), bytes("long"));
          expect(await textOf(key.replace(/\/$/, "z"))).toBe("long");
        }
      });

      it.each([
        "",
        "/",
        "/etc/passwd",
        "a/",
        "a//b",
        ".",
        "..",
        "./a",
        "../a",
        "a/..",
        "a/../b",
        "a/./b",
        "a/../../../../etc/passwd",
        "a\\..\\b",
        "C:\\a",
        "a\u0000b",
        "a b",
        "ä",
        "a%2e%2e",
        "~",
        "a_b",
        "a$",
        "a?b",
        "a#b",
        "a\n",
        "x".repeat(901),
      ])("refuse %j, before anything is touched", async (key) => {
        await expect(blobs().put(key, bytes("x"))).rejects.toThrow(BlobKeyError);
        await expect(blobs().get(key)).rejects.toThrow(BlobKeyError);
        await expect(blobs().head(key)).rejects.toThrow(BlobKeyError);
        await expect(blobs().delete(key)).rejects.toThrow(BlobKeyError);
        await expect(blobs().presignGet(key)).rejects.toThrow(BlobKeyError);
        await expect(blobs().presignPut(key)).rejects.toThrow(BlobKeyError);
      });
    });

    describe("list", () => {
      it("finds a prefix in byte order, not only whole segments", async () => {
        const prefix = newPrefix();
        const keys = ["B", "a", "a-b", "a.b", "a/1", "a/10", "a/2", "a/b/c", "a0", "b"];
        for (const key of [...keys].reverse()) await blobs().put(prefix + key, bytes(key));
        const list = async (below: string) => (await blobs().list(prefix + below)).blobs.map((info) => info.key.slice(prefix.length));
        expect(await list("")).toEqual(keys);
        expect(await list("a")).toEqual(["a", "a-b", "a.b", "a/1", "a/10", "a/2", "a/b/c", "a0"]);
        expect(await list("a/")).toEqual(["a/1", "a/10", "a/2", "a/b/c"]);
        expect(await list("a/1")).toEqual(["a/1", "a/10"]);
        expect(await list("c")).toEqual([]);
        expect(await list("../")).toEqual([]);
        expect((await blobs().list(`${prefix}a/10`)).blobs).toMatchObject([{ key: `${prefix}a/10`, size: 4 }]);
      });

      it(
        "pages by cursor, 1000 at a time",
        async () => {
          const prefix = newPrefix();
          const keys = Array.from({ length: 1005 }, (_, at) => `${prefix}${at % 3}/k${String(at).padStart(4, "0")}`).sort();
          for (let at = 0; at < keys.length; at += 50)
            await Promise.all(keys.slice(at, at + 50).map((key) => blobs().put(key, bytes("x"))));
          const first = await blobs().list(prefix);
          expect(first.blobs.map((info) => info.key)).toEqual(keys.slice(0, 1000));
          const second = await blobs().list(prefix, first.cursor);
          expect(second.blobs.map((info) => info.key)).toEqual(keys.slice(1000));
          expect(second.cursor).toBeUndefined();
        },
        timeoutMs * 4,
      );
    });

    describe("presigned links", () => {
      it.each([0, -1, 604_801, Number.NaN])("refuse to last %s seconds", async (expiresIn) => {
        await expect(blobs().presignGet("a", { expiresIn })).rejects.toThrow(RangeError);
        await expect(blobs().presignPut("a", { expiresIn })).rejects.toThrow(RangeError);
      });

      itWhen(presignedFetch, "write and read without credentials", async () => {
        const key = `${newPrefix()}A=1/b.csv`;
        const put = await fetch(await blobs().presignPut(key, { contentType: "text/csv" }), {
          method: "PUT",
          body: "a,b\n",
          headers: { "content-type": "text/csv" },
        });
        expect(put.status).toBe(200);
        expect(await blobs().head(key)).toMatchObject({ size: 4, contentType: "text/csv" });
        const got = await fetch(await blobs().presignGet(key));
        expect(got.status).toBe(200);
        expect(got.headers.get("content-type")).toBe("text/csv");
        expect(await got.text()).toBe("a,b\n");
      });

      itWhen(presignedFetch, "carry megabytes unchanged", async () => {
        const key = `${newPrefix()}large`;
        const data = randomBytes(3_000_000);
        expect((await fetch(await blobs().presignPut(key), { method: "PUT", body: data })).status).toBe(200);
        expect(Buffer.compare(Buffer.from(await (await fetch(await blobs().presignGet(key))).arrayBuffer()), data)).toBe(0);
      });

      itWhen(presignedFetch, "answer 404 for a blob that is not there", async () => {
        expect((await fetch(await blobs().presignGet(`${newPrefix()}none`))).status).toBe(404);
      });

      itWhen(presignedChecks, "stop working after their time", async () => {
        const key = `${newPrefix()}a`;
        await blobs().put(key, bytes("x"));
        const [get, put] = [await blobs().presignGet(key, { expiresIn: 2 }), await blobs().presignPut(key, { expiresIn: 2 })];
        await fixture.pass(3500);
        expect((await fetch(get)).status).toBe(403);
        expect((await fetch(put, { method: "PUT", body: "changed" })).status).toBe(403);
        expect(await textOf(key)).toBe("x");
      });

      itWhen(presignedChecks, "are good for their method, key and content type only", async () => {
        const prefix = newPrefix();
        await blobs().put(`${prefix}a`, bytes("a"));
        await blobs().put(`${prefix}b`, bytes("b"));
        const get = await blobs().presignGet(`${prefix}a`);
        const put = await blobs().presignPut(`${prefix}a`, { contentType: "text/csv" });
        const csv = { "content-type": "text/csv" };
        const tries = {
          "write by a link for reading": fetch(get, { method: "PUT", body: "changed" }),
          "read by a link for writing": fetch(put),
          "read another key": fetch(get.replace(`${prefix}a`, `${prefix}b`)),
          "write another key": fetch(put.replace(`${prefix}a`, `${prefix}b`), { method: "PUT", body: "changed", headers: csv }),
          "write another type": fetch(put, { method: "PUT", body: "changed", headers: { "content-type": "text/html" } }),
          "sign something else": fetch(get.replace(/([Ss]ignature=)(.{3})/, "$1AAA")),
          "not sign at all": fetch(get.replace(/([Ss]ignature=)[^&]*/, "$1")),
        };
        for (const [what, reply] of Object.entries(tries)) expect({ what, status: (await reply).status }).toEqual({ what, status: 403 });
        expect([await textOf(`${prefix}a`), await textOf(`${prefix}b`)]).toEqual(["a", "b"]);
      });
    });

    itWhen(persistent, "keeps blobs over a restart", async () => {
      const key = `${newPrefix()}kept`;
      await blobs().put(key, bytes("kept"), { contentType: "text/plain" });
      const again = await fixture.reopen();
      expect((await again.get(key))?.info).toMatchObject({ size: 4, contentType: "text/plain" });
    });
  });
}
