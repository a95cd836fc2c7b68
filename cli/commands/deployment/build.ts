import { writeManifest } from "#cli/deploy/manifest.ts";
import { prepare } from "#cli/deploy/prepare.ts";
import { addExamples } from "#cli/examples.ts";
import { gather } from "#cli/options.ts";
import type { Define } from "#cli/tree.ts";

/** `millrace deployment build` */
export const define: Define = (command, cli) => {
  command
    .argument("<file>", "file that defines flows and declares deployments of them")
    .option("-o, --output <file>", "the manifest to write; the code goes beside it as .mjs (default: <file>.deployments.json)")
    .option("--external <package>", "leave a package out of the bundle; again for several", gather)
    .action(async (file: string, options: { output?: string; external?: string[] }) => {
      const prepared = await prepare(cli, file, options.external);
      const output = options.output ?? `${file.replace(/\.[cm]?[jt]sx?$/, "")}.deployments.json`;
      const [manifest, code] = await writeManifest(output, prepared);
      cli.print(`${manifest}\n${code}`);
      cli.note(`Review it, keep it, and deploy it anywhere: millrace deployment apply ${manifest}`);
    });
  addExamples(
    command,
    ["millrace deployment build pipeline.ts", "writes pipeline.deployments.json and .mjs; no API is asked"],
    ["millrace deployment build pipeline.ts -o build/prod.json", "elsewhere"],
  );
};
