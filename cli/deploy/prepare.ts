import { relative } from "node:path";
import type { Cli } from "#cli/cli.ts";
import { CliError } from "#cli/errors.ts";
import { bundleFile, type FileBundle } from "#sdk/bundle/bundle-file.ts";
import { describeBundle } from "#sdk/bundle/describe-bundle.ts";
import type { DeclaredDeployment } from "#sdk/deployments/declared.ts";

/** Code and deployments, ready to be sent or written down. */
export interface Prepared {
  readonly bundle: Pick<FileBundle, "bytes" | "digest" | "key">;
  readonly deployments: readonly DeclaredDeployment[];
}

/** Bundles a file and reads the deployments it declares; nothing is sent. */
export async function prepare(cli: Cli, file: string, external: readonly string[] = []): Promise<Prepared> {
  const shown = relative(process.cwd(), file) || file;
  cli.note(`Bundling ${shown} …`);
  const bundle = await bundleFile(file, { external });
  for (const warning of bundle.warnings) cli.note(`${cli.paint("yellow", "!")} ${warning}`);
  const { deployments, flowNames } = await describeBundle(shown, bundle);
  if (deployments.length === 0) throw noDeployments(shown, flowNames);
  const refused = deployments.filter(({ issues }) => issues.length > 0);
  if (refused.length > 0) throw badParameters(refused);
  cli.note(`  ${size(bundle.bytes.byteLength)}, sha256 ${bundle.digest.slice(0, 12)}: ${names(flowNames)}`);
  return { bundle, deployments };
}

/** Bytes as people say them. */
export function size(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function names(flowNames: readonly string[]): string {
  return `${flowNames.length === 1 ? "flow" : "flows"} ${flowNames.join(", ")}`;
}

function noDeployments(file: string, flowNames: readonly string[]): CliError {
  if (flowNames.length === 0) return new CliError("usage", `${file} defines no flow.`, "Name a file that does, with a deployment of it.");
  return new CliError(
    "usage",
    `${file} declares no deployment; it defines ${names(flowNames)}.`,
    'Add one: export const nightly = deployment({ flow, name: "nightly" }), with deployment from "millrace".',
  );
}

function badParameters(refused: readonly DeclaredDeployment[]): CliError {
  const lines = refused.flatMap(({ fullName, issues }) =>
    issues.map(({ path, message }) => `\n  ${fullName}: ${path === "" ? "parameters" : path}: ${message}`),
  );
  return new CliError("failed", `The parameters do not fit the flow.${lines.join("")}`, "Correct them; nothing was changed.");
}
