import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Expectation, NewDocument, StoredDocument, StoreQuery } from "#core/ports/store.ts";
import { openStore } from "#local/store/store.ts";
import { readAll } from "#test/contract/store/fixture.ts";
import { manualClock } from "#test/support/manual-clock.ts";

// The store against the plainest model of what the port promises: a map, and a sort by bytes.

const text = fc.constantFrom("a", "b", "ab", "a#", "a#1", "b#1", "é", "\uffee", "😀", "😀a");
const entry = fc.record({ pk: fc.constantFrom("P", "Q"), sk: text });
const document = fc.record(
  {
    pk: fc.constantFrom("d", "e"),
    sk: text,
    body: fc.record({ n: fc.integer() }),
    rank: fc.constantFrom("1", "2", "10"),
    indexes: fc.record({ list: entry, flow: entry }, { requiredKeys: [] }),
  },
  { requiredKeys: ["pk", "sk", "body"] },
) as fc.Arbitrary<NewDocument>;
const expectation: fc.Arbitrary<Expectation> = fc.oneof(
  fc.constantFrom<Expectation>("any", "absent", "newer"),
  fc.record({ version: fc.integer({ min: 1, max: 4 }) }),
);
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("put" as const), document, expect: expectation }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("delete" as const), document }) },
);
const query: fc.Arbitrary<StoreQuery> = fc
  .record(
    {
      index: fc.constantFrom("main" as const, "list" as const, "flow" as const),
      pk: fc.constantFrom("P", "Q", "d", "e"),
      range: fc.oneof(fc.record({ prefix: text }), fc.record({ from: text, to: text }, { requiredKeys: [] })),
      limit: fc.integer({ min: 1, max: 5 }),
      reverse: fc.boolean(),
    },
    { requiredKeys: ["index", "pk", "limit"] },
  )
  .map((drawn) => drawn as StoreQuery);

describe("the store and its model", () => {
  it("agree on every answer", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.array(query, { minLength: 1, maxLength: 8 }), async (steps, queries) => {
        const store = openStore(":memory:", { clock: manualClock() });
        const model = new Map<string, StoredDocument>();
        for (const each of steps) {
          const key = `${each.document.pk}/${each.document.sk}`;
          const current = model.get(key);
          if (each.kind === "delete") {
            expect(await store.delete(each.document)).toBe(model.delete(key));
          } else if (allowed(each.expect, each.document, current)) {
            const version = (current?.version ?? 0) + 1;
            expect(await store.put(each.document, each.expect)).toEqual({ ok: true, version });
            model.set(key, { ...each.document, version });
          } else {
            expect(await store.put(each.document, each.expect)).toEqual({
              ok: false,
              current: current === undefined ? null : tidy(current),
            });
          }
        }
        for (const each of queries) expect(await readAll(store, each)).toEqual(answer(model, each).map(tidy));
        await store.close();
      }),
      { numRuns: 150 },
    );
  });
});

function allowed(expect_: Expectation, document: NewDocument, current: StoredDocument | undefined): boolean {
  if (expect_ === "any") return true;
  if (expect_ === "absent") return current === undefined;
  if (expect_ === "newer") return current === undefined || (current.rank ?? "") < (document.rank ?? "");
  return current?.version === expect_.version;
}

function answer(model: Map<string, StoredDocument>, { index, pk, range = {}, reverse = false }: StoreQuery): StoredDocument[] {
  const keyOf = (document: StoredDocument) => (index === "main" ? document : document.indexes?.[index]);
  const bytes = (sortKey: string) => Buffer.from(sortKey);
  const inRange = (sk: string) =>
    "prefix" in range
      ? sk.startsWith(range.prefix)
      : (range.from === undefined || Buffer.compare(bytes(range.from), bytes(sk)) <= 0) &&
        (range.to === undefined || Buffer.compare(bytes(sk), bytes(range.to)) <= 0);
  const found = [...model.values()].filter((document) => keyOf(document)?.pk === pk && inRange(keyOf(document)!.sk));
  const sorted = found.sort(
    (left, right) => Buffer.compare(bytes(keyOf(left)!.sk), bytes(keyOf(right)!.sk)) || order(model, left) - order(model, right),
  );
  return reverse ? sorted.reverse() : sorted;
}

/** Equal sort keys, which the port does not allow, are told apart by the order in which their documents were first put. */
function order(model: Map<string, StoredDocument>, document: StoredDocument): number {
  return [...model.values()].indexOf(document);
}

/** Without index entries there is no `indexes`. */
function tidy(document: StoredDocument): StoredDocument {
  const { indexes, ...rest } = document;
  return indexes === undefined || Object.keys(indexes).length === 0 ? rest : document;
}
