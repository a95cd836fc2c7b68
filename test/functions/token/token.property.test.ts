import fc from "fast-check";
import { expect, it } from "vitest";
import { isToken, makeToken, tokenDigest } from "#functions/token/token.ts";

const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 });

it("makes tokens that are recognised, and differ when their bytes do", () => {
  fc.assert(
    fc.property(bytes, bytes, (one, other) => {
      expect(isToken(makeToken(one))).toBe(true);
      expect(makeToken(one) === makeToken(other)).toBe(Buffer.compare(one, other) === 0);
    }),
  );
});

it("recognises no token with a character changed, added or missing", () => {
  fc.assert(
    fc.property(bytes, fc.nat(51), fc.constantFrom(..."abcXYZ019-_ ."), (random, at, character) => {
      const token = makeToken(random);
      const changed = token.slice(0, at) + character + token.slice(at + 1);
      if (changed !== token) expect(isToken(changed)).toBe(false);
      expect(isToken(token + character)).toBe(false);
      expect(isToken(token.slice(0, at) + token.slice(at + 1))).toBe(false);
    }),
  );
});

it("keeps its format: what was handed out must stay valid", () => {
  const token = makeToken(new Uint8Array(32).fill(7));
  expect(token).toBe("mr_BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcQKZvFQ");
  expect(tokenDigest(token)).toBe("fed2831a0d9b3abcd0188415b2b5ba6a723236d584fc7d141889f8cedd29b1f8");
  expect(() => makeToken(new Uint8Array(31))).toThrow(RangeError);
});
