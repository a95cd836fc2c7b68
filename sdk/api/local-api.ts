import type { Transport } from "#core/contract/client.ts";
import type { Blobs } from "#core/ports/blobs.ts";

/** The API served inside this process. */
export interface LocalApi {
  readonly transport: Transport;
  /** Every blob by its key. */
  readonly blobs: Blobs;
  /** The key under which a new blob is to be written. */
  place(key: string): Promise<string>;
  close(): Promise<void>;
}
