import { expect, it } from "vitest";

/** What an adapter can show in a test: true, or the reason why it cannot. */
export type Capability = true | string;

/** A test of what only some adapters can show; the others name their reason in its place. */
export function itWhen(capability: Capability, name: string, test: () => Promise<void>, timeoutMs?: number): void {
  if (capability === true) it(name, test, timeoutMs);
  else it(`${name} (not here: ${capability})`, () => expect(capability).not.toBe(""));
}
