import { ProblemError } from "#core/contract/problem.ts";
import { formatTimestamp } from "#core/contract/scalars.ts";
import type { StorageConfig } from "#core/contract/storages.ts";
import type { Store } from "#core/ports/store.ts";
import { Catalog } from "./blocks/catalog.ts";
import { openData, sealData } from "./blocks/seal-block.ts";
import { storageSchemas } from "./blocks/system-types.ts";
import { getBlock } from "./blocks.ts";
import { change } from "./change.ts";
import type { Services } from "./deps.ts";
import { blockDocument, blockId, blockOf, type StoredBlock } from "./documents/block.ts";
import { blockKey, DEFAULT_STORAGE } from "./documents/keys.ts";
import type { Parts } from "./parts.ts";
import { notFound, taken } from "./refusals.ts";
import { checkStorage } from "./storage/check.ts";
import { configOf, dataOf, isStorageBlock, storageAnswer } from "./storage/config.ts";

type StorageServices = Pick<
  Services,
  | "listStorages"
  | "createStorage"
  | "readStorage"
  | "updateStorage"
  | "deleteStorage"
  | "testStorage"
  | "setDefaultStorage"
  | "clearDefaultStorage"
  | "readServerStorage"
  | "updateServerStorage"
  | "clearServerStorage"
>;

/** Storages: made after a real write, read and delete, one of them the default. */
export function storageServices({ store, clock, secrets, openStorage, settings }: Parts): StorageServices {
  const answer = async (block: StoredBlock) => storageAnswer(block, await defaultStorageId(store));
  const setDefault = async (id: string | null, onlyIfNone = false) => {
    if (id !== null) await getStorage(store, id);
    await change<{ id: string | null }, void>(store, DEFAULT_STORAGE, "default storage", (current) =>
      onlyIfNone && (current?.body.id ?? null) !== null
        ? { result: undefined }
        : { document: { ...DEFAULT_STORAGE, body: { id } }, result: undefined },
    );
  };
  return {
    async listStorages() {
      const defaultId = await defaultStorageId(store);
      const storages = (await new Catalog(store).blocks()).filter(isStorageBlock).map((block) => storageAnswer(block, defaultId));
      const found = storages.some(({ is_default }) => is_default) ? defaultId : null;
      return {
        storages: storages.sort((a, b) => (a.name < b.name ? -1 : 1)),
        default_storage_id: found,
        server: { place: settings.place, location: settings.blobsLocation ?? null },
      };
    },
    async createStorage({ body }) {
      const { name, config, make_default } = body;
      const schema = storageSchemas[config.type];
      const id = blockId(schema.block_type_id!, name);
      if (
        (await new Catalog(store).blocks()).some((block) => isStorageBlock(block) && block.name === name) ||
        (await store.get(blockKey(id))) !== null
      )
        throw taken("storage", "name", name);
      const sealed = await sealData(secrets, id, schema.fields, dataOf(config));
      await mustPass(config);
      const now = formatTimestamp(clock.now());
      const type = { block_schema_id: schema.id, block_type_id: schema.block_type_id! };
      const block: StoredBlock = { id, created: now, updated: now, name, ...type, is_anonymous: false, ...sealed };
      if (!(await store.put(blockDocument(block), "absent")).ok) throw taken("storage", "name", name);
      if (make_default !== false) await setDefault(id, make_default === null);
      return answer(block);
    },
    readStorage: async ({ params }) => answer(await getStorage(store, params.id)),
    async updateStorage({ params, body }) {
      const changed = await change(store, blockKey(params.id), "storage", async (current) => {
        const block = current === null ? null : blockOf(current);
        if (block === null || !isStorageBlock(block)) throw notFound("storage", params.id);
        const schema = storageSchemas[body.config.type];
        if (schema.id !== block.block_schema_id) throw anotherKind(block);
        const next = { ...block, ...(await sealData(secrets, block.id, schema.fields, dataOf(body.config), block)) };
        await mustPass(configOf(next, await openData(secrets, next)));
        const updated = { ...next, updated: formatTimestamp(clock.now()) };
        return { document: blockDocument(updated), result: updated };
      });
      return answer(changed);
    },
    async deleteStorage({ params, query }) {
      const block = await getStorage(store, params.id);
      if ((await defaultStorageId(store)) === block.id) {
        if (query.force !== "true") throw isDefault(block);
        await setDefault(null);
      }
      await store.delete(blockKey(block.id));
      return undefined;
    },
    async testStorage({ params }) {
      const block = await getStorage(store, params.id);
      return checkStorage({ openStorage, clock }, configOf(block, await openData(secrets, block)));
    },
    async setDefaultStorage({ params }) {
      await setDefault(params.id);
      return undefined;
    },
    async clearDefaultStorage() {
      await setDefault(null);
      return undefined;
    },
    readServerStorage: async () => ({ default_result_storage_block_id: await defaultStorageId(store) }),
    async updateServerStorage({ body }) {
      await setDefault(body.default_result_storage_block_id);
      return body;
    },
    async clearServerStorage() {
      await setDefault(null);
      return undefined;
    },
  };

  async function mustPass(config: StorageConfig): Promise<void> {
    const { ok, location, steps } = await checkStorage({ openStorage, clock }, config);
    const failed = steps.at(-1);
    if (ok || failed === undefined) return;
    throw new ProblemError((failed.code ?? "storage-failed") as "storage-failed", {
      what: `The storage was not saved, as the test at ${location} failed to ${failed.step}: ${failed.message}`,
      got: { step: failed.step },
      expected: "an object can be written, read and deleted",
      do: failed.do ?? "Try again.",
    });
  }
}

/** Id of the default storage; null if there is none. */
export async function defaultStorageId(store: Store): Promise<string | null> {
  return (await store.get<{ id: string | null }>(DEFAULT_STORAGE))?.body.id ?? null;
}

async function getStorage(store: Store, id: string): Promise<StoredBlock> {
  const block = await getBlock(store, id).catch(() => null);
  if (block === null || !isStorageBlock(block)) throw notFound("storage", id);
  return block;
}

function isDefault({ name, id }: StoredBlock): ProblemError {
  return new ProblemError("conflict", {
    what: `The storage ${JSON.stringify(name)} is the default one, where new results and bundles go.`,
    got: id,
    do: "Make another one the default first, or force it: new results then stay with the server. What the storage holds stays there.",
  });
}

function anotherKind({ name }: StoredBlock): ProblemError {
  return new ProblemError("invalid", {
    what: `The storage ${JSON.stringify(name)} is of another type.`,
    do: "Create a storage of that type under another name, and delete this one.",
  });
}
