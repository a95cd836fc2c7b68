import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";
import { archive } from "./previous.ts";

// Keeps a version for the proof that the next ones upgrade it: all that deploys it and all its agent needs. Run when a version was released:
// node test/cloud/upgrade/pack.ts v0.1.0

const rooms = ["agent", "cli", "cloud", "core", "functions", "infra", "local", "sdk"];
const files = ["cdk.json", "package.json", "scripts/bundle.ts", "tsconfig.json"];
const [version = "HEAD"] = process.argv.slice(2);
const tar = execFileSync("git", ["archive", "--format=tar", version, ...rooms, ...files], { maxBuffer: 100_000_000 });
const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: tar.length };
const packed = brotliCompressSync(tar, { params });
writeFileSync(archive, packed);
console.log(`${version}: ${tar.length} bytes, packed ${packed.length}`);
