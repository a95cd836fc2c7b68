/** A blob's key, taken apart: in which storage it lies, and under which key there. */
export interface StorageKey {
  /** Id of the storage's block; null: the server's own blobs. */
  readonly storageId: string | null;
  readonly key: string;
}

/** Takes `storage=<id>/<key>` apart. Any other key is one of the server's own. */
export function parseStorageKey(key: string): StorageKey {
  const match = /^storage=([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/(.+)$/.exec(key);
  return match === null ? { storageId: null, key } : { storageId: match[1]!, key: match[2]! };
}

/** The key by which a blob of a storage is found. */
export function storageKey(storageId: string, key: string): string {
  return `storage=${storageId}/${key}`;
}

/**
 * Whether a new blob of this key goes to the default storage: results and bundles do. Entries of the result cache stay with the server, as
 * they are looked up by their key alone; they name the result, wherever it is.
 */
export function followsDefault(key: string): boolean {
  return /^(results|bundles)\//.test(key) && !key.startsWith("results/cache/");
}
