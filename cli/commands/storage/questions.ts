import type { PasswordOptions, TextOptions } from "@clack/prompts";
import { CliError } from "#cli/errors.ts";
import { storageTypes } from "#cli/render/storages.ts";
import { StorageInput } from "#core/contract/storages.ts";

/** What is known of a new storage, from flags or answers. Empty texts stand for "none". */
export interface StorageAnswers {
  type?: "s3" | "local";
  name?: string;
  bucket?: string;
  prefix?: string;
  endpoint?: string;
  region?: string;
  accessKeyId?: string;
  secret?: string;
  path?: string;
  makeDefault?: boolean;
}

/** Where questions are asked; default this terminal. */
export type Streams = Pick<TextOptions, "input" | "output">;

/** Asks for what is not known yet. Each answer is checked as it is typed; the secret is not shown. */
export async function askForStorage(given: StorageAnswers, hasDefault: boolean, streams: Streams = {}): Promise<StorageAnswers> {
  const { confirm, isCancel, password, select, text } = await import("@clack/prompts");
  const answered = async <T>(answer: Promise<T>): Promise<Exclude<T, symbol>> => {
    const value = await answer;
    if (isCancel(value)) throw new CliError("failed", "No storage was created.");
    return value as Exclude<T, symbol>;
  };
  const ask = async (known: string | undefined, options: TextOptions) => known ?? (await answered(text({ ...options, ...streams }))) ?? "";

  const type =
    given.type ??
    (await answered(
      select<"s3" | "local">({
        message: "Where are results and bundles to be kept?",
        options: [
          { value: "s3", label: "Amazon S3", hint: "or a store that speaks its protocol, such as MinIO, R2 or Ceph" },
          {
            value: "local",
            label: "Local directory",
            hint: `a ${storageTypes.local} of the server's machine; other machines read it through the server`,
          },
        ],
        ...streams,
      }),
    ));
  const name = await ask(given.name, {
    message: "Name of the storage",
    placeholder: type === "s3" ? "team-bucket" : "shared-disk",
    validate: needed,
  });
  const answers: StorageAnswers = { ...given, type, name };
  if (type === "local") {
    answers.path = await ask(given.path, {
      message: "Directory on the server's machine",
      placeholder: "/var/lib/millrace",
      validate: needed,
    });
  } else {
    answers.endpoint = await ask(given.endpoint, {
      message: "Endpoint (empty for Amazon's own)",
      placeholder: "https://minio.example:9000",
      validate: field("endpoint"),
    });
    answers.bucket = await ask(given.bucket, { message: "Bucket", validate: (value) => needed(value) ?? field("bucket")(value) });
    answers.prefix = await ask(given.prefix, {
      message: "Prefix in the bucket (empty for its root)",
      placeholder: "millrace",
      validate: field("prefix"),
    });
    answers.region = await ask(given.region, { message: "Region (empty for the server's own)", placeholder: "eu-central-1" });
    answers.accessKeyId = await ask(given.accessKeyId, { message: "Access key id (empty for the server's own credentials)" });
    if (answers.accessKeyId.trim() !== "" && given.secret === undefined) {
      const options: PasswordOptions = { message: "Secret access key", validate: needed, ...streams };
      answers.secret = await answered(password(options));
    }
  }
  answers.makeDefault ??= !hasDefault || (await answered(confirm({ message: "Send new results and bundles there?", ...streams })));
  return answers;
}

function needed(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === "" ? "This is needed." : undefined;
}

/** Checks one field as the API will. */
function field(name: "bucket" | "prefix" | "endpoint"): (value: string | undefined) => string | undefined {
  return (value) => {
    if (value === undefined || value.trim() === "") return undefined;
    const parsed = StorageInput.safeParse({ type: "s3", bucket: "a-bucket", [name]: value.trim() });
    return parsed.error?.issues.find(({ path }) => path[0] === name)?.message;
  };
}
