import * as z from "zod";
import { BlockName } from "./blocks.ts";
import { orDefault, orNull, Timestamp, Uuid } from "./scalars.ts";

const Bucket = z
  .string()
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9.\-_]{1,253}[a-zA-Z0-9]$/, "a bucket's name has letters, digits, dots and dashes")
  .meta({ type: "string" });
const Prefix = z
  .string()
  .max(400)
  .transform((text) => text.replace(/^\/+|\/+$/g, ""))
  .refine(
    (text) => text === "" || text.split("/").every((part) => /^[a-zA-Z0-9.\-_=]+$/.test(part) && part !== "." && part !== ".."),
    "use folders of letters, digits, dots, dashes, underscores and =",
  );
const Endpoint = z.url({ protocol: /^https?$/ }).max(500);
const KeyId = z.string().min(1).max(255);
const Secret = z.string().min(1).max(4096);
const Path = z.string().min(1).max(1000);

/** Amazon S3, or a store that speaks its protocol. */
export const S3StorageInput = z
  .strictObject({
    type: z.literal("s3"),
    bucket: Bucket,
    /** Folder within the bucket; default its root. */
    prefix: orDefault(Prefix, ""),
    /** Of an S3-compatible store, such as `http://minio.example:9000`; default Amazon's own. */
    endpoint: orNull(Endpoint),
    /** Default: the server's own region, or `us-east-1` where an endpoint is given. */
    region: orNull(z.string().min(1).max(100)),
    /** Absent, with the secret: the server's own credentials (environment, profile, role). */
    access_key_id: orNull(KeyId),
    secret_access_key: orNull(Secret),
    /** The bucket in the path, not in the host name; default where an endpoint is given. */
    path_style: orNull(z.boolean()),
  })
  .refine((given) => (given.access_key_id === null) === (given.secret_access_key === null), {
    path: ["secret_access_key"],
    message: "access_key_id and secret_access_key come together, or neither",
  })
  .meta({ id: "S3StorageInput" });

/** A directory of the server's machine. */
export const LocalStorageInput = z.strictObject({ type: z.literal("local"), path: Path }).meta({ id: "LocalStorageInput" });

export const StorageInput = z.discriminatedUnion("type", [S3StorageInput, LocalStorageInput]).meta({ id: "StorageInput" });
/** Where a storage is and how it is reached, secrets in clear. Never answered. */
export type StorageConfig = z.output<typeof StorageInput>;

const S3View = z
  .object({
    type: z.literal("s3"),
    bucket: z.string(),
    prefix: z.string(),
    endpoint: z.string().nullable(),
    region: z.string().nullable(),
    access_key_id: z.string().nullable(),
    /** `********` if one is kept; null: the server's own credentials. */
    secret_access_key: z.string().nullable(),
    path_style: z.boolean().nullable(),
  })
  .meta({ id: "S3StorageConfig" });
const LocalView = z.object({ type: z.literal("local"), path: z.string() }).meta({ id: "LocalStorageConfig" });

/** A place for results and bundles. */
export const Storage = z
  .object({
    /** The id of its block document. */
    id: Uuid,
    created: Timestamp,
    updated: Timestamp,
    name: z.string(),
    type: z.enum(["s3", "local"]),
    /** Where new results and bundles go. */
    is_default: z.boolean(),
    /** For people: `s3://bucket/prefix`, or the directory. */
    location: z.string(),
    config: z.discriminatedUnion("type", [S3View, LocalView]),
    /** `anywhere`: links lead to the storage itself; `server`: its bytes pass through this server. */
    reach: z.enum(["anywhere", "server"]),
  })
  .meta({ id: "Storage" });
export type Storage = z.output<typeof Storage>;

/** All storages, and where results go without a default one. */
export const StorageList = z
  .object({
    storages: z.array(Storage),
    default_storage_id: Uuid.nullable(),
    /** The server's own blobs. */
    server: z.object({
      /** `local` and `in-process`: files in the data directory; `aws`: the bucket of the stack. */
      place: z.string(),
      /** The directory or bucket, for people; null where there is none to name. */
      location: z.string().nullable(),
    }),
  })
  .meta({ id: "StorageList" });
export type StorageList = z.output<typeof StorageList>;

export const StorageCreate = z
  .strictObject({
    name: BlockName,
    config: StorageInput,
    /** Default: yes if no storage is the default yet. */
    make_default: orNull(z.boolean()),
  })
  .meta({ id: "StorageCreate" });
export type StorageCreate = z.output<typeof StorageCreate>;

export const StorageUpdate = z
  .strictObject({
    /** The whole configuration anew; a secret given as `********` stays. It is tested before it is saved. */
    config: StorageInput,
  })
  .meta({ id: "StorageUpdate" });

/** What became of a real write, read and delete. */
export const StorageCheck = z
  .object({
    ok: z.boolean(),
    location: z.string(),
    /** In order; none follows one that failed. */
    steps: z.array(
      z.object({
        step: z.enum(["open", "write", "read", "delete"]),
        ok: z.boolean(),
        /** Of docs/errors, where it failed. */
        code: z.string().nullable(),
        /** What happened, and what to do. */
        message: z.string().nullable(),
        do: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: "StorageCheck" });
export type StorageCheck = z.output<typeof StorageCheck>;
