import type { Client } from "#core/contract/client.ts";
import type { Storage } from "#core/contract/storages.ts";
import { onlyOne } from "./find-run.ts";

/** Finds the storage a person means by its name, its id or the beginning of its id. */
export async function findStorage(client: Client, words: string): Promise<Storage> {
  const { storages } = await client.listStorages({});
  const named = storages.filter(({ name }) => name === words);
  const begins = /^[0-9a-f]{8}[0-9a-f-]*$/i.test(words) ? storages.filter(({ id }) => id.startsWith(words.toLowerCase())) : [];
  return onlyOne("storage", words, named.length > 0 ? named : begins, "millrace storage ls");
}
