import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it, onTestFinished } from "vitest";
import { buildBundles, builtContext } from "./support/synthesize.ts";

it("synthesizes all stacks through CDK's own command, with no Docker to be found and nothing of AWS in the environment", {
  timeout: 240_000,
}, async () => {
  const bundles = await buildBundles();
  const directory = await mkdtemp(join(tmpdir(), "millrace-synth-"));
  onTestFinished(async () => {
    await bundles.clean();
    await rm(directory, { recursive: true, force: true });
  });
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const context = Object.entries({ all: "true", ...builtContext(bundles.directory) }).flatMap(([key, value]) => ["-c", `${key}=${value}`]);
  // Node alone: whatever else is called is not found
  const env = {
    PATH: [dirname(process.execPath), join(root, "node_modules/.bin")].join(delimiter),
    HOME: directory,
    AWS_EC2_METADATA_DISABLED: "true",
    CDK_DISABLE_CLI_TELEMETRY: "true",
    CDK_DISABLE_VERSION_CHECK: "true",
  };
  await expect(promisify(execFile)("docker", ["--version"], { env })).rejects.toMatchObject({ code: "ENOENT" });
  const cdk = join(root, "node_modules/aws-cdk/bin/cdk");
  const synth = ["synth", "--quiet", "--no-lookups", "--build", "node --version", "--output", join(directory, "out"), ...context];
  await promisify(execFile)(process.execPath, [cdk, ...synth], { env, cwd: root, maxBuffer: 10_000_000 });
  const made = (await readdir(join(directory, "out"))).filter((file) => file.endsWith(".template.json"));
  expect(made.sort()).toEqual(["Millrace.template.json", "MillraceAgents.template.json", "MillraceConsole.template.json"]);
});
