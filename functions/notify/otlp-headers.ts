import type { Clock } from "#core/ports/clock.ts";
import { type Headers, readHeaderList } from "#core/rules/header-list.ts";

/** How long what was read is good for, so that credentials can be changed under a function that goes on. */
const KEPT_MS = 60_000;

/** The headers that go with traces, as `read` tells them; asked for when there is a trace to send, and kept for a minute. */
export function createOtlpHeaders(read: () => Promise<string>, clock: Clock): () => Promise<Headers> {
  let known: { readonly at: number; readonly headers: Promise<Headers> } | undefined;
  return () => {
    const now = clock.now();
    // deliveries go side by side: all wait for the one that asks
    if (known === undefined || now - known.at >= KEPT_MS) {
      const asked = { at: now, headers: read().then(readHeaderList) };
      known = asked;
      // what failed once may succeed the next time
      asked.headers.catch(() => {
        if (known === asked) known = undefined;
      });
    }
    return known.headers;
  };
}
