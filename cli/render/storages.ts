import type { Storage, StorageList } from "#core/contract/storages.ts";
import type { Column } from "./table.ts";

/** What a storage is called where people choose one. */
export const storageTypes = { s3: "Amazon S3 or compatible", local: "directory" } as const;

/** Marks the default one. */
export const defaultColumn: Column<Storage> = {
  title: "DEFAULT",
  value: ({ is_default }) => (is_default ? "✔" : ""),
  min: 7,
  style: () => "green",
};

/** Where new results go without a default storage, and who can read them there. */
export function withoutDefault({ server }: Pick<StorageList, "server">): string {
  const at = server.location === null ? "" : ` (${server.location})`;
  return server.place === "aws"
    ? `New results and bundles go to the bucket of the stack${at}.`
    : `New results and bundles go to the server's own data directory${at}: only machines that reach this server can read them.`;
}
