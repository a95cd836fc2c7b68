import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import * as z from "zod";
import { CliError } from "#cli/errors.ts";
import { DeploymentCreate } from "#core/contract/deployments.ts";
import { Name } from "#core/contract/scalars.ts";
import type { Prepared } from "./prepare.ts";

const Entry = z.strictObject({
  flow: Name,
  flow_tags: z.array(z.string()).default([]),
  deployment: DeploymentCreate.omit({ flow_id: true, bundle: true }),
});

/** What `build` writes and `apply` reads: deployments as the API takes them, beside the file of their code. */
const Manifest = z.strictObject({
  format: z.literal("millrace-deployments/1"),
  bundle: z.strictObject({ file: z.string().min(1), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  deployments: z.array(Entry).min(1),
});

/** Writes the manifest, and the code beside it. Answers both paths. */
export async function writeManifest(path: string, { bundle, deployments }: Prepared): Promise<readonly [string, string]> {
  const code = join(dirname(path), `${basename(path).replace(/\.json$/, "")}.mjs`);
  const manifest: z.input<typeof Manifest> = {
    format: "millrace-deployments/1",
    bundle: { file: basename(code), sha256: bundle.digest },
    deployments: deployments.map(({ flowName, flowTags, request }) => ({ flow: flowName, flow_tags: [...flowTags], deployment: request })),
  };
  await writeFile(code, bundle.bytes);
  await writeFile(path, `${JSON.stringify(manifest, null, 2)}\n`);
  return [path, code];
}

/** Reads a manifest and its code, and refuses code that is not what was built. */
export async function readManifest(path: string): Promise<Prepared> {
  const given: unknown = await readJson(path);
  const parsed = Manifest.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new CliError("failed", `${path} is no manifest of deployments: ${issue?.path.join(".")}: ${issue?.message}`, BUILD);
  }
  const file = join(dirname(path), parsed.data.bundle.file);
  const bytes = await readFile(file).catch(() => {
    throw new CliError("failed", `The code of the manifest is missing: there is no ${file}.`, BUILD);
  });
  const digest = createHash("sha256").update(bytes).digest("hex");
  if (digest !== parsed.data.bundle.sha256)
    throw new CliError("failed", `${file} is not the code that the manifest was built with (its sha256 differs).`, BUILD);
  // what is sent is what was written, so that the API's own defaults hold
  const { deployments } = given as z.input<typeof Manifest>;
  return {
    bundle: { bytes, digest, key: `bundles/${digest}.mjs` },
    deployments: deployments.map(({ flow, flow_tags = [], deployment }) => ({
      fullName: `${flow}/${deployment.name}`,
      flowName: flow,
      flowTags: flow_tags,
      request: deployment,
      issues: [],
    })),
  };
}

const BUILD = "Make it with: millrace deployment build FILE";

async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, "utf8").catch(() => {
    throw new CliError("notFound", `There is no ${path}.`, BUILD);
  });
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CliError("failed", `${path} is no JSON: ${(error as Error).message}`, BUILD);
  }
}
