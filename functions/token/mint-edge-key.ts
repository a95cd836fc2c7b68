import type { Clock } from "#core/ports/clock.ts";
import type { Store } from "#core/ports/store.ts";
import type { CustomResourceWork } from "./custom-resource.ts";
import { edgeDocument, edgeKey } from "./edge-document.ts";
import { makeToken, tokenDigest } from "./token.ts";

export interface EdgeKeyDependencies {
  readonly store: Pick<Store, "put" | "delete">;
  readonly clock: Pick<Clock, "now">;
  readonly randomBytes: (count: number) => Uint8Array;
}

/**
 * The life of the key CloudFront shows to the API: made with the distribution, made anew with each update of the resource, and unknown once
 * CloudFormation has taken the one before away. The store has its digest; the key itself is in the distribution alone.
 */
export function edgeKeyWork({ store, clock, randomBytes }: EdgeKeyDependencies, physicalId: string | undefined): CustomResourceWork {
  const make = async () => {
    const key = makeToken(randomBytes(32));
    const digest = tokenDigest(key);
    await store.put(edgeDocument(digest, { created: clock.now() }), "absent");
    return { id: digest, data: { Key: key } };
  };
  return {
    create: make,
    update: make,
    async delete() {
      // what CloudFormation calls a resource that never came to be is no digest
      if (/^[0-9a-f]{64}$/.test(physicalId ?? "")) await store.delete(edgeKey(physicalId!));
    },
  };
}
