import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type { Plugin } from "esbuild";

/**
 * Leaves out of the AWS SDK what it brings for laptops, containers and instances, and what none of our calls can come to. All that a
 * Lambda runs of it stays the SDK's own code; what is put in the place of the rest says why in its file.
 */
export const sdkForLambda: Plugin = {
  name: "sdk-for-lambda",
  setup({ onLoad }) {
    replace(onLoad, REPLACED);
    onLoad({ filter: /\/client-[\w-]+\/dist-es\/schemas\/schemas_0\.js$/ }, async ({ path }) => {
      // S3 has answers that are errors without a name
      return path.includes("/client-s3/") ? undefined : { contents: withoutErrors(await readFile(path, "utf8"), path) };
    });
  },
};

/** Gives each client the endpoint of its region in the place of the SDK's rules. S3, whose endpoints are many, must not be in such a build. */
export const regionalEndpoints: Plugin = {
  name: "regional-endpoints",
  setup({ onLoad }) {
    replace(onLoad, REPLACED_WITH_ENDPOINTS);
    onLoad({ filter: /\/client-[\w-]+\/dist-es\/endpoint\/endpointResolver\.js$/ }, ({ path }) => ({
      contents: `import { regionalEndpoint } from ${JSON.stringify(own("#cloud/in-lambda/regional-endpoint.ts"))};
        export const defaultEndpointResolver = regionalEndpoint(${JSON.stringify(/client-([\w-]+)/.exec(path)![1])});`,
      resolveDir: root,
    }));
  },
};

/**
 * Errors that our sources know as classes, and those of SQS that they know by name: SQS gives an error two, of which its class has the
 * one that is younger. A test holds the list to the sources.
 */
export const KNOWN_ERRORS: readonly string[] = [
  "ConditionalCheckFailedException",
  "ConflictException",
  "InvalidIdFormat",
  "MessageNotInflight",
  "QueueDoesNotExist",
  "ReceiptHandleIsInvalid",
  "ResourceNotFoundException",
];

const SMITHY = "@smithy/core/dist-es/submodules";

/** Modules of the SDK, and what is loaded in their place. */
const REPLACED: Readonly<Record<string, string>> = {
  "@aws-sdk/credential-provider-node/dist-es/index.js": "environment-credentials.ts",
  "@aws-sdk/middleware-endpoint-discovery/dist-es/index.js": "no-endpoint-discovery.ts",
  [`${SMITHY}/checksum/sha256/Sha256Js.js`]: "native-sha256.ts",
  [`${SMITHY}/config/config-resolver/regionConfig/getInstanceMetadataRegion.js`]: "no-instance-metadata.ts",
  [`${SMITHY}/config/node-config-provider/fromSharedConfigFiles.js`]: "no-config-files.ts",
  [`${SMITHY}/retry/util-retry/AdaptiveRetryStrategy.js`]: "no-adaptive-retry.ts",
  "@smithy/signature-v4/dist-es/HeaderFormatter.js": "no-event-signing.ts",
};

const REPLACED_WITH_ENDPOINTS: Readonly<Record<string, string>> = {
  "@aws-sdk/core/dist-es/submodules/client/util-endpoints/lib/aws/partitions.js": "no-partitions.ts",
};

const root = fileURLToPath(new URL("..", import.meta.url));

function replace(onLoad: Parameters<Plugin["setup"]>[0]["onLoad"], modules: Readonly<Record<string, string>>): void {
  const ours = new Map(Object.entries(modules).map(([name, file]) => [installed(name), own(`#cloud/in-lambda/${file}`)]));
  onLoad({ filter: /\/node_modules\/@(aws-sdk|smithy)\// }, ({ path }) => {
    const module = ours.get(path);
    return module === undefined ? undefined : { contents: `export * from ${JSON.stringify(module)};`, resolveDir: root };
  });
}

function installed(name: string): string {
  const path = `${root}node_modules/${name}`;
  if (!existsSync(path)) throw new Error(`The SDK has no ${name} any more. What does its work now, and does a Lambda need that?`);
  return path;
}

function own(path: string): string {
  return createRequire(import.meta.url).resolve(path);
}

/**
 * The schemas of a client, with the classes of those errors alone that our sources know. Any other arrives as the SDK has it for errors
 * that are younger than itself: as the exception of its service, with the name, message and fault of the answer.
 */
function withoutErrors(schemas: string, path: string): string {
  const registration = /^\w+\.registerError\((\w+)\$, \1\);\n/gm;
  const kept = schemas.replace(registration, (line, name: string) =>
    KNOWN_ERRORS.includes(name) || name.endsWith("ServiceException") ? line : "",
  );
  if (kept === schemas) throw new Error(`${path} registers its errors in another way than is known here.`);
  return kept;
}
