import { homedir } from "node:os";
import { resolve } from "node:path";
import { text as readAll } from "node:stream/consumers";
import { Option } from "commander";
import { CliError } from "#cli/errors.ts";
import { addExamples } from "#cli/examples.ts";
import { renderJson } from "#cli/render/json.ts";
import { withoutDefault } from "#cli/render/storages.ts";
import type { Define } from "#cli/tree.ts";
import type { Storage, StorageCreate } from "#core/contract/storages.ts";
import type { Connection } from "#sdk/api/connect.ts";
import { askForStorage, type StorageAnswers } from "./questions.ts";

interface CreateOptions {
  readonly type?: "s3" | "local";
  readonly name?: string;
  readonly bucket?: string;
  readonly prefix?: string;
  readonly endpoint?: string;
  readonly region?: string;
  readonly accessKeyId?: string;
  readonly secretAccessKeyStdin?: true;
  readonly path?: string;
  readonly default?: boolean;
  readonly yes?: true;
  readonly json?: true;
}

/** Where a script may put the secret, beside standard input. */
const SECRET_VARIABLE = "MILLRACE_STORAGE_SECRET_ACCESS_KEY";

/** `millrace storage create` */
export const define: Define = (command, cli) => {
  command
    .addOption(
      new Option("--type <type>", "s3: Amazon S3 or compatible; local: a directory of the server's machine").choices(["s3", "local"]),
    )
    .option("--name <name>", "what to call it")
    .option("--bucket <bucket>", "s3: name of the bucket")
    .option("--prefix <prefix>", "s3: folder in the bucket; default its root")
    .option("--endpoint <url>", "s3: address of a compatible store; default Amazon's own")
    .option("--region <region>", "s3: region of the bucket; default the server's own")
    .option("--access-key-id <id>", `s3: its secret is asked for, or read from ${SECRET_VARIABLE}; default the server's own credentials`)
    .option("--secret-access-key-stdin", "s3: read the secret from standard input")
    .option("--path <directory>", "local: the directory")
    .option("--default", "send new results and bundles there; asked for, or done if there is no default yet")
    .option("--no-default", "do not")
    .option("-y, --yes", "ask nothing; what is not given has its default")
    .option("--json", "print JSON")
    .action((options: CreateOptions) =>
      cli.api(async (api) => {
        const asking = cli.interactive && !options.yes && !options.json;
        const given = await fromFlags(options, cli.inputs.env);
        const list = asking ? await api.client.listStorages({}) : undefined;
        if (list !== undefined && list.storages.length === 0) cli.note(`${withoutDefault(list)}\n`);
        const answers = list === undefined ? given : await askForStorage(given, list.default_storage_id !== null);
        const body = bodyOf(answers, api.origin);
        const storage = await withProgress(asking, () => api.client.createStorage({ body }));
        if (options.json) return cli.print(renderJson(storage));
        cli.print(`Created storage "${storage.name}" (${storage.id}) at ${storage.location}.`);
        if (storage.is_default) cli.print("New results and bundles go there.");
        else cli.note(`  Send new results there with "millrace storage set-default ${storage.name}".`);
        if (storage.reach === "server") cli.note("  Other machines read it through this server.");
      }),
    );
  addExamples(
    command,
    ["millrace storage create", "asks for everything"],
    ["millrace storage create --type local --name disk --path /mnt/millrace", "a directory of the server's machine"],
    [
      "millrace storage create --type s3 --name team --bucket team-results --region eu-central-1 --yes",
      "with the server's own credentials",
    ],
    ["millrace storage create --type s3 … --access-key-id AKIA… --secret-access-key-stdin < secret.txt", "for a script"],
  );
};

async function fromFlags(options: CreateOptions, env: Readonly<Record<string, string | undefined>>): Promise<StorageAnswers> {
  const { secretAccessKeyStdin, default: makeDefault, yes: _, json: __, ...given } = options;
  if (secretAccessKeyStdin && given.accessKeyId === undefined)
    throw new CliError("usage", "A secret access key comes with an access key id.", "Add --access-key-id.");
  const secret = secretAccessKeyStdin
    ? (await readAll(process.stdin)).trim()
    : given.accessKeyId === undefined
      ? undefined
      : env[SECRET_VARIABLE];
  return { ...given, ...(secret !== undefined && secret !== "" && { secret }), ...(makeDefault !== undefined && { makeDefault }) };
}

function bodyOf(answers: StorageAnswers, origin: Connection["origin"]): StorageCreate {
  const { type, name, bucket, path, accessKeyId, secret, makeDefault } = answers;
  const missing = [
    ["--type", type],
    ["--name", name],
    ...(type === "local" ? [["--path", path] as const] : type === "s3" ? [["--bucket", bucket] as const] : []),
  ].flatMap(([flag, value]) => (value === undefined || value === "" ? [flag] : []));
  if (type === undefined || name === undefined || missing.length > 0)
    throw new CliError(
      "usage",
      `Nobody is here to ask, and ${missing.join(" and ")} ${missing.length === 1 ? "is" : "are"} not given.`,
      "millrace storage create --help",
    );
  const id = none(accessKeyId);
  if (id !== null && none(secret) === null)
    throw new CliError("usage", "The secret of the access key is not given.", `Use --secret-access-key-stdin, or set ${SECRET_VARIABLE}.`);
  return {
    name,
    make_default: makeDefault ?? null,
    config:
      type === "local"
        ? { type, path: wholePath(path!, origin) }
        : {
            type,
            bucket: bucket!.trim(),
            prefix: answers.prefix?.trim() ?? "",
            endpoint: none(answers.endpoint),
            region: none(answers.region),
            access_key_id: id,
            secret_access_key: id === null ? null : none(secret),
            path_style: null,
          },
  };
}

// on another machine there is another working directory and another home
function wholePath(path: string, origin: Connection["origin"]): string {
  if (origin === "remote") return path;
  return resolve(path.replace(/^~(?=\/|$)/, homedir()));
}

function none(text: string | undefined): string | null {
  return text === undefined || text.trim() === "" ? null : text.trim();
}

async function withProgress(asking: boolean, create: () => Promise<Storage>): Promise<Storage> {
  if (!asking) return create();
  const { spinner } = await import("@clack/prompts");
  const progress = spinner();
  progress.start("Testing it: writing, reading and deleting an object");
  try {
    const storage = await create();
    progress.stop("An object was written, read and deleted.");
    return storage;
  } catch (error) {
    progress.error("The test failed, nothing was saved.");
    throw error;
  }
}
