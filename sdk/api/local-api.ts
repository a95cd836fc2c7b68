import type { Transport } from "#core/contract/client.ts";
import type { Blobs } from "#core/ports/blobs.ts";

/** The API served inside this process. */
export interface LocalApi {
  readonly transport: Transport;
  readonly blobs: Blobs;
  close(): Promise<void>;
}
