import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { decodeBody, encodeBody } from "#cloud/store/body.ts";
import { currentDictionary, dictionaries } from "#cloud/store/dictionaries.ts";
import type { JsonObject } from "#core/ports/store.ts";

it("gives back any JSON object", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: "binary" }), fc.jsonValue()), (body) => {
      // JSON has no -0 and no __proto__ of its own; what counts is that the text survives.
      const text = JSON.stringify(body);
      expect(JSON.stringify(decodeBody(encodeBody(text)))).toBe(JSON.stringify(JSON.parse(text)));
    }),
  );
});

it("never makes a body larger than its text, and halves those of our records at least", () => {
  fc.assert(
    fc.property(fc.base64String({ maxLength: 2000 }), (data) => {
      const text = JSON.stringify({ data });
      const { S, B } = encodeBody(text);
      expect(B?.length ?? S?.length).toBeLessThanOrEqual(text.length);
    }),
  );
  const record: JsonObject = {
    created: "2026-11-23T07:55:13.630079Z",
    updated: "2026-11-23T07:55:13.956020Z",
    flow_id: "79dc3e38-5bd9-8000-a575-8e75deb7f626",
    name: "jade-mouse",
    run_count: 1,
    expected_start_time: "2026-11-23T07:55:13.630079Z",
    start_time: "2026-11-23T07:55:13.630079Z",
    end_time: "2026-11-23T07:55:13.956020Z",
    total_run_time: 0.325941,
    state_count: 2,
  };
  const text = JSON.stringify(record);
  expect(encodeBody(text).B!.length).toBeLessThan(text.length / 2);
});

it("keeps every dictionary for ever: what was written with it must stay readable", () => {
  const digests = [...dictionaries].map(([version, bytes]) => [version, createHash("sha256").update(bytes).digest("hex")]);
  expect(Object.fromEntries(digests)).toEqual({ 1: "36b290d33feae730b0045e3a6e98a96d0dc95c4278867404b586c4ddc48c56d0" });
  expect(dictionaries.has(currentDictionary)).toBe(true);
  // Written by the first version of this codec.
  expect(
    decodeBody({
      B: Buffer.from(
        "AZWVOwqAMBBE75LalU2WzSY5h61FNLEQ1AOIdxcFf+nsB6aY95j1Kh1jyjAtx1dUL4rFp54yOeAueXCICJGFwWXhlDsZrLH3nH8AKETSGgw1KIE5aKotIYo/xi0EK3KeLZoTgo/valZBP9KrqNptBw==",
        "base64",
      ),
    }),
  ).toMatchObject({ name: "jade-mouse", state_name: "Completed" });
});

it("says what it cannot read", () => {
  expect(() => decodeBody(undefined)).toThrow(/no body/);
  expect(() => decodeBody({ B: Uint8Array.of(99) })).toThrow(/dictionary 99/);
});
