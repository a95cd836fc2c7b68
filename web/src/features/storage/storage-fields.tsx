import type { Drafted } from "../../form/use-draft.ts";
import { Segments } from "../../ui/segments.tsx";
import { TextField } from "../../ui/text-field.tsx";
import type { StorageDraft } from "./storage-draft.ts";

/** The fields of a storage: where it is and how it is reached. A saved one keeps its name and its type. */
export function StorageFields({ draft, set, text }: Drafted<StorageDraft>) {
  const kinds = draft.saved === undefined ? allKinds : draft.kind === "local" ? [] : allKinds.filter(([kind]) => kind !== "local");
  return (
    <>
      {kinds.length > 0 && <Segments label="Kind" options={kinds} value={draft.kind} change={(kind) => set({ kind })} />}
      {draft.saved === undefined && <TextField label="Name" required {...text("name")} />}
      {draft.kind === "local" ? (
        <TextField
          label="Directory"
          required
          hint="Of the machine this server runs on"
          placeholder="/var/lib/millrace/results"
          {...text("path")}
        />
      ) : (
        <>
          {draft.kind === "compatible" && (
            <TextField label="Endpoint" required inputMode="url" placeholder="http://minio.example:9000" {...text("endpoint")} />
          )}
          <div className="grid gap-4 sm:grid-cols-2">
            <TextField label="Bucket" required {...text("bucket")} />
            <TextField label="Prefix" hint="A folder in it; empty: its root" {...text("prefix")} />
            <TextField label="Access key id" hint="Empty, with the secret: the server's own credentials" {...text("keyId")} />
            <TextField
              label="Secret access key"
              secret
              hint={draft.saved?.secret === true ? "Empty: the one kept stays" : "Sealed at once; never shown again"}
              {...text("secret")}
            />
            <TextField label="Region" hint="Empty: the server's own" placeholder="eu-central-1" {...text("region")} />
          </div>
        </>
      )}
      {draft.saved === undefined && (
        <label className="flex items-center gap-2 text-sm">
          <input
            type="checkbox"
            className="accent-(--water)"
            checked={draft.makeDefault}
            onChange={(event) => set({ makeDefault: event.target.checked })}
          />
          New results and bundles go there
        </label>
      )}
    </>
  );
}

const allKinds = [
  ["s3", "Amazon S3"],
  ["compatible", "S3-compatible"],
  ["local", "Local directory"],
] as const;
