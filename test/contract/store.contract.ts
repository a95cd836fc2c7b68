import { afterAll, beforeAll, describe } from "vitest";
import { describeBatches } from "./store/batches.ts";
import { describeConditions } from "./store/conditions.ts";
import { describeDocuments } from "./store/documents.ts";
import type { StoreContext, StoreFixture, StoreSubject } from "./store/fixture.ts";
import { describeIndexes } from "./store/indexes.ts";

/** What every adapter of the Store port must do. */
export function describeStore(name: string, subject: StoreSubject): void {
  describe(`Store: ${name}`, () => {
    let fixture: StoreFixture;
    beforeAll(async () => {
      fixture = await subject.open();
    }, 60_000);
    afterAll(async () => {
      await fixture.close();
    });
    const { busy = true, timeoutMs = 5000 } = subject;
    const context: StoreContext = { fixture: () => fixture, store: () => fixture.store, busy, timeoutMs };
    describeDocuments(context);
    describeConditions(context);
    describeIndexes(context);
    describeBatches(context);
  });
}
