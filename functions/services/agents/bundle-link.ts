import type { Bundle } from "#core/contract/deployments.ts";
import type { CallContext } from "../deps.ts";
import type { Parts } from "../parts.ts";

/** The bundle with a link that reads it for an hour, so that an agent needs no credentials of the storage. */
export async function presentBundle({ blobs }: Parts, bundle: Bundle, { baseUrl }: CallContext): Promise<Bundle & { url: string }> {
  return { ...bundle, url: await blobs.presignGet(bundle.key, { expiresIn: 3600, baseUrl: baseUrl.replace(/\/api$/, "") }) };
}
