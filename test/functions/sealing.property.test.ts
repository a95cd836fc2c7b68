import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sealWith } from "#functions/services/sealing.ts";

const secrets = sealWith(async () => "one key");

describe("sealed text", () => {
  it("opens for its purpose alone, and never looks the same twice", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary" }), fc.string(), fc.string(), async (text, purpose, other) => {
        const sealed = await secrets.seal(text, purpose);
        expect(await secrets.open(sealed, purpose)).toBe(Buffer.from(text).toString());
        expect(await secrets.seal(text, purpose)).not.toBe(sealed);
        if (text.length > 3) expect(sealed).not.toContain(text);
        if (other !== purpose) await expect(secrets.open(sealed, other)).rejects.toMatchObject({ name: "SecretsError", code: "secrets" });
      }),
    );
  });

  it("does not open when any bit of it was changed", async () => {
    const sealed = await secrets.seal("text", "purpose");
    const bytes = Buffer.from(sealed.slice(3), "base64url");
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      await expect(secrets.open(`v1.${changed.toString("base64url")}`, "purpose")).rejects.toThrow("cannot be opened");
    }
    for (const wrong of ["", "v1.", "v2.abcdefgh", sealed.slice(0, -4), "text"])
      await expect(secrets.open(wrong, "purpose")).rejects.toThrow("cannot be opened");
  });

  it("does not open with another key; a key that could not be had is asked for again", async () => {
    const sealed = await secrets.seal("text", "purpose");
    await expect(sealWith(async () => "another key").open(sealed, "purpose")).rejects.toThrow("another key");
    let asked = 0;
    const late = sealWith(async () => {
      asked += 1;
      if (asked === 1) throw new Error("not now");
      return "one key";
    });
    await expect(late.open(sealed, "purpose")).rejects.toThrow("not now");
    expect(await late.open(sealed, "purpose")).toBe("text");
    expect(await late.open(sealed, "purpose")).toBe("text");
    expect(asked).toBe(2);
  });
});
