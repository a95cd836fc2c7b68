import { ApiError } from "#core/contract/client.ts";
import type { StorageList } from "#core/contract/storages.ts";
import type { Connection } from "#sdk/api/connect.ts";

/** Where a bundle is kept, and who can run it, in one sentence. */
export async function whereabouts({ client, origin, url }: Connection, key: string): Promise<string> {
  const list = await client.listStorages({}).catch((error: unknown) => {
    if (error instanceof ApiError) return undefined;
    throw error;
  });
  const id = /^storage=([^/]+)\//.exec(key)?.[1];
  if (id !== undefined)
    return inStorage(
      list?.storages.find((storage) => storage.id === id),
      id,
      url,
    );
  const directory = list?.server.location == null ? "" : ` (${list.server.location})`;
  if (list?.server.place === "aws") return `The code is kept in the bucket of the stack${directory}; agents anywhere can run it.`;
  if (origin === "in-process")
    return `The code is kept in this machine's data directory${directory}; only this machine can run it. For others, start a server or create a storage: millrace storage create`;
  if (origin === "server")
    return `The code is kept in the files of the server on this machine${directory}; agents that reach the server can run it.`;
  return `The code is kept in the server's own files${directory}; agents that reach ${url} can run it.`;
}

function inStorage(storage: StorageList["storages"][number] | undefined, id: string, url: string): string {
  if (storage === undefined) return `The code is kept in storage ${id}.`;
  const where = `The code is kept in storage "${storage.name}" (${storage.location})`;
  return storage.reach === "anywhere" ? `${where}; agents anywhere can run it.` : `${where}; agents that reach ${url} can run it.`;
}
