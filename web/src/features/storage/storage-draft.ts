import type { Storage } from "../../../../core/contract/storages.ts";
import type { api } from "../../api/client.ts";
import type { Problems } from "../../form/use-draft.ts";

type Body = Parameters<typeof api.createStorage>[0]["body"];

/** A storage while it is being typed. */
export interface StorageDraft {
  readonly kind: "s3" | "compatible" | "local";
  readonly name: string;
  readonly bucket: string;
  readonly prefix: string;
  readonly endpoint: string;
  readonly region: string;
  readonly keyId: string;
  readonly secret: string;
  readonly path: string;
  readonly makeDefault: boolean;
  /** What is not typed here, of a storage that is changed: whether it keeps a secret, and how its bucket is addressed. */
  readonly saved?: { readonly secret: boolean; readonly pathStyle: boolean | null };
}

/** A draft to begin with: empty, or what a storage is, without its secret. */
export function draftOf(storage?: Storage): StorageDraft {
  if (storage === undefined) return fresh;
  const { name, config } = storage;
  if (config.type === "local") return { ...fresh, kind: "local", name, path: config.path, saved: { secret: false, pathStyle: null } };
  return {
    ...fresh,
    kind: config.endpoint === null ? "s3" : "compatible",
    name,
    bucket: config.bucket,
    prefix: config.prefix,
    endpoint: config.endpoint ?? "",
    region: config.region ?? "",
    keyId: config.access_key_id ?? "",
    saved: { secret: config.secret_access_key !== null, pathStyle: config.path_style },
  };
}

const fresh: StorageDraft = {
  kind: "s3",
  name: "",
  bucket: "",
  prefix: "",
  endpoint: "",
  region: "",
  keyId: "",
  secret: "",
  path: "",
  makeDefault: true,
};

/** What is missing in a draft, by field. */
export function problemsOf(draft: StorageDraft): Problems<StorageDraft> {
  const missing = (key: "name" | "bucket" | "endpoint" | "path") => (draft[key].trim() === "" ? { [key]: "required" } : {});
  const both = (draft.keyId.trim() === "") !== (secretOf(draft) === null);
  return {
    ...missing("name"),
    ...(draft.kind === "local" ? missing("path") : missing("bucket")),
    ...(draft.kind === "compatible" ? missing("endpoint") : {}),
    ...(draft.kind !== "local" && both ? { secret: "key id and secret come together, or neither" } : {}),
  };
}

/** A new storage as the API takes it. */
export function bodyOf(draft: StorageDraft): Body {
  return { name: draft.name.trim(), config: configOf(draft), make_default: draft.makeDefault };
}

/** The configuration as the API takes it; what is empty is left to the server. */
export function configOf(draft: StorageDraft): Body["config"] {
  if (draft.kind === "local") return { type: "local", path: draft.path.trim() };
  return {
    type: "s3",
    bucket: draft.bucket.trim(),
    prefix: draft.prefix.trim(),
    endpoint: draft.kind === "compatible" ? given(draft.endpoint) : null,
    region: given(draft.region),
    access_key_id: given(draft.keyId),
    secret_access_key: secretOf(draft),
    ...(draft.saved === undefined ? {} : { path_style: draft.saved.pathStyle }),
  };
}

// an id without a secret stands for the secret that is kept; the API knows it by these asterisks
function secretOf({ keyId, secret, saved }: StorageDraft): string | null {
  return given(secret) ?? (saved?.secret === true && keyId.trim() !== "" ? "********" : null);
}

function given(value: string): string | null {
  return value.trim() === "" ? null : value.trim();
}
