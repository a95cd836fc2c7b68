import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkBlobKey } from "#core/ports/blob-keys.ts";
import { keyPartOf, pathOfKey } from "#local/blobs/blob-path.ts";

const character = fc.constantFrom(..."aAbBzZ019.-=");
const segment = fc
  .oneof(
    { weight: 4, arbitrary: fc.string({ unit: character, minLength: 1, maxLength: 6 }) },
    { weight: 1, arbitrary: fc.string({ unit: character, minLength: 95, maxLength: 210 }) },
    // what is left beyond the hundredth character may look like a way up
    { weight: 1, arbitrary: fc.constantFrom(".", "..", "...").map((rest) => "a".repeat(100) + rest) },
  )
  .filter((text) => text !== "." && text !== "..");
const key = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join("/"));

describe("the path of a key", () => {
  it("leads back to the key", () => {
    fc.assert(
      fc.property(key, (drawn) => {
        checkBlobKey(drawn);
        const path = pathOfKey(drawn);
        expect(path.map((name, at) => keyPartOf(name, at < path.length - 1)).join("")).toBe(drawn);
      }),
    );
  });

  it("never meets that of another key, also where case does not count and files and directories share names", () => {
    fc.assert(
      fc.property(key, key, (one, other) => {
        fc.pre(one !== other);
        const [left, right] = [pathOfKey(one), pathOfKey(other)].map((path) => path.join("/").toLowerCase());
        expect(left).not.toBe(right);
        expect(right!.startsWith(`${left}/`)).toBe(false);
      }),
    );
  });

  it("has only names every file system takes", () => {
    fc.assert(
      fc.property(key, (drawn) => {
        for (const name of pathOfKey(drawn)) {
          expect(name).toMatch(/^[a-z0-9._=$~-]{1,250}$/);
          expect(name).not.toMatch(/^\.{1,2}$/);
        }
      }),
    );
  });
});
