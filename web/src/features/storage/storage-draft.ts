import type { api } from "../../api/client.ts";

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
}

/** A draft to begin with. */
export const freshStorage: StorageDraft = {
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
export function problemsOf(draft: StorageDraft): Partial<Record<keyof StorageDraft, string>> {
  const missing = (key: "name" | "bucket" | "endpoint" | "path") => (draft[key].trim() === "" ? { [key]: "required" } : {});
  const both = (draft.keyId === "") !== (draft.secret === "");
  return {
    ...missing("name"),
    ...(draft.kind === "local" ? missing("path") : missing("bucket")),
    ...(draft.kind === "compatible" ? missing("endpoint") : {}),
    ...(draft.kind !== "local" && both ? { secret: "key id and secret come together, or neither" } : {}),
  };
}

/** A draft as the API takes it; what is empty is left to the server. */
export function bodyOf(draft: StorageDraft): Body {
  const given = (value: string) => (value.trim() === "" ? null : value.trim());
  const config: Body["config"] =
    draft.kind === "local"
      ? { type: "local", path: draft.path.trim() }
      : {
          type: "s3",
          bucket: draft.bucket.trim(),
          prefix: draft.prefix.trim(),
          endpoint: draft.kind === "compatible" ? given(draft.endpoint) : null,
          region: given(draft.region),
          access_key_id: given(draft.keyId),
          secret_access_key: given(draft.secret),
        };
  return { name: draft.name.trim(), config, make_default: draft.makeDefault };
}
