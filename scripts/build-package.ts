import { execFile } from "node:child_process";
import { copyFile, cp, glob, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { transform } from "esbuild";
import { bundleFunctions } from "./bundle.ts";

// Builds what is published, to dist/package: the same tree of files as JavaScript with types, and the built console.
// Node does not strip types below node_modules, so sources cannot be published as they are. Run: npm run build
//
// For `millrace/cdk` it carries what a deployment uploads: the bundles of the functions, and the package of the agents.

const root = fileURLToPath(new URL("..", import.meta.url));
const rooms = ["core", "functions", "local", "sdk", "agent", "cli"];
// of the cloud a server of one's own needs the storages
const shipped = [...rooms, "cloud/blobs"];
// the app of the clone and its checks stay here
const constructs = ["infra/constructs", "infra/agent"];

export interface PackageOptions {
  /** With the console, which must have been built. Default true. */
  readonly console?: boolean;
  /** With `millrace/cdk`. Default true. */
  readonly cdk?: boolean;
}

/** Builds the package into `directory`. */
export async function buildPackage(directory: string, { console = true, cdk = true }: PackageOptions = {}): Promise<void> {
  await rm(directory, { recursive: true, force: true });
  await declareTypes(directory, "tsconfig.package.json");
  if (cdk) {
    await declareTypes(directory, "tsconfig.package-cdk.json");
    await emit("infra/millrace.ts", directory);
    await bundleFunctions(`${directory}/dist/functions`);
  }
  for await (const file of glob(`{${[...shipped, ...(cdk ? constructs : [])].join(",")}}/**/*.{ts,mjs}`, { cwd: root })) {
    // the Lambda entries belong to the deployment, which is bundled on its own
    if (!file.endsWith(".lambda.ts")) await emit(file, directory);
  }
  for await (const file of glob(`${directory}/**/*.d.ts`)) await writeFile(file, renamed(await readFile(file, "utf8")));
  if (console) await cp(`${root}web/dist`, `${directory}/web/dist`, { recursive: true });
  for (const file of ["README.md", "LICENSE", "CHANGELOG.md"]) await copyFile(root + file, `${directory}/${file}`);
  await writeFile(`${directory}/package.json`, `${JSON.stringify(await manifest(cdk), null, 2)}\n`);
}

async function emit(file: string, directory: string): Promise<void> {
  const { code } = await transform(await readFile(root + file, "utf8"), {
    loader: "ts",
    format: "esm",
    target: "node24",
    sourcefile: file,
  });
  const target = `${directory}/${file.replace(/\.ts$/, ".js")}`;
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, renamed(code));
}

async function declareTypes(directory: string, project: string): Promise<void> {
  await promisify(execFile)("tsc", ["-p", `${root}scripts/${project}`, "--outDir", directory], { cwd: root });
}

/** Specifiers of our own modules, from `.ts` to `.js`; nothing else in the sources ends like that. */
function renamed(code: string): string {
  return code.replace(/(["'])((?:\.{1,2}\/|#(?:core|functions|local|sdk|agent|cli|cloud)\/)[^"'\n]*)\.ts\1/g, "$1$2.js$1");
}

async function manifest(cdk: boolean): Promise<object> {
  const { name, version, description, license, type, dependencies, imports } = JSON.parse(await readFile(`${root}package.json`, "utf8"));
  // what only the deployment and the clone itself need
  const needless = ["aws-cdk-lib", "constructs", "node"];
  const theirs = Object.fromEntries(["aws-cdk-lib", "constructs"].map((name) => [name, `^${dependencies[name]}`]));
  const storages = ["@aws-sdk/client-s3", "@aws-sdk/s3-request-presigner"];
  const kept = Object.entries(dependencies as Record<string, string>).filter(
    ([key]) => !needless.includes(key) && (!/^@(aws-sdk|smithy)\//.test(key) || storages.includes(key)),
  );
  return {
    name,
    version,
    description,
    license,
    type,
    engines: { node: ">=24" },
    bin: { millrace: "cli/millrace.mjs" },
    exports: {
      ".": { types: "./sdk/index.d.ts", default: "./sdk/index.js" },
      ...(cdk && { "./cdk": { types: "./infra/millrace.d.ts", default: "./infra/millrace.js" } }),
      "./testing": { types: "./sdk/testing/index.d.ts", default: "./sdk/testing/index.js" },
      "./package.json": "./package.json",
    },
    imports: Object.fromEntries(
      Object.entries(imports as Record<string, string>).filter(([key]) => [...rooms, "cloud"].includes(key.slice(1, -2))),
    ),
    dependencies: Object.fromEntries(kept),
    // an app of theirs brings its own; who deploys nothing needs none
    ...(cdk && {
      peerDependencies: theirs,
      peerDependenciesMeta: Object.fromEntries(Object.keys(theirs).map((name) => [name, { optional: true }])),
    }),
    sideEffects: false,
  };
}

if (import.meta.main) {
  const { buildAgentPackage } = await import("./agent-package.ts");
  await buildPackage(`${root}dist/package`);
  const archive = await buildAgentPackage(`${root}dist/agent`);
  await cp(archive, `${root}dist/package/dist/agent/agent.tgz`);
  console.log("dist/package is built: npm publish ./dist/package");
}
