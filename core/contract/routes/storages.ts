import * as z from "zod";
import type { Route } from "../route.ts";
import { orNull, Uuid } from "../scalars.ts";
import { Storage, StorageCheck, StorageCreate, StorageList, StorageUpdate } from "../storages.ts";
import { byId } from "./bodies.ts";

/** Prefect's answer about the default storage. */
const DefaultStorage = z.object({ default_result_storage_block_id: Uuid.nullable() }).meta({ id: "ServerDefaultResultStorage" });

/** Storages: where results and bundles lie. Who sets one up makes the server write there, so that takes an admin. */
export const storageRoutes = {
  listStorages: {
    method: "GET",
    path: "/x/storage",
    tag: "storage",
    access: "read",
    summary: "List storages, which one is the default, and where results go without one",
    response: StorageList,
  },
  createStorage: {
    method: "POST",
    path: "/x/storage",
    tag: "storage",
    access: "admin",
    summary: "Save a storage after a real write, read and delete there",
    body: StorageCreate,
    response: Storage,
    status: 201,
  },
  readStorage: {
    method: "GET",
    path: "/x/storage/{id}",
    tag: "storage",
    access: "read",
    summary: "Read a storage, without its secrets",
    params: byId,
    response: Storage,
  },
  updateStorage: {
    method: "PATCH",
    path: "/x/storage/{id}",
    tag: "storage",
    access: "admin",
    summary: "Change the configuration of a storage, once that is tested",
    params: byId,
    body: StorageUpdate,
    response: Storage,
  },
  deleteStorage: {
    method: "DELETE",
    path: "/x/storage/{id}",
    tag: "storage",
    access: "admin",
    summary: "Forget a storage; what it holds stays there. The default one is refused unless forced",
    params: byId,
    query: z.object({ force: z.enum(["true", "false"]).optional() }),
  },
  testStorage: {
    method: "POST",
    path: "/x/storage/{id}/test",
    tag: "storage",
    access: "write",
    summary: "Write, read and delete a test object",
    params: byId,
    response: StorageCheck,
  },
  setDefaultStorage: {
    method: "POST",
    path: "/x/storage/{id}/set_default",
    tag: "storage",
    access: "admin",
    summary: "Send new results and bundles there",
    params: byId,
  },
  clearDefaultStorage: {
    method: "POST",
    path: "/x/storage/clear_default",
    tag: "storage",
    access: "admin",
    summary: "Keep new results and bundles with the server",
  },
  readServerStorage: {
    method: "GET",
    path: "/admin/storage",
    tag: "storage",
    access: "read",
    summary: "Which storage is the default one",
    response: DefaultStorage,
  },
  updateServerStorage: {
    method: "PUT",
    path: "/admin/storage",
    tag: "storage",
    access: "admin",
    summary: "Choose the default storage",
    body: z.strictObject({ default_result_storage_block_id: orNull(Uuid) }),
    response: DefaultStorage,
  },
  clearServerStorage: {
    method: "DELETE",
    path: "/admin/storage",
    tag: "storage",
    access: "admin",
    summary: "Have no default storage",
  },
} as const satisfies Record<string, Route>;
