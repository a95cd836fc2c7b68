import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { bundleFile } from "#sdk/bundle/bundle-file.ts";
import { makeProject } from "./project.ts";

const textOf = ({ bytes }: { bytes: Uint8Array }) => Buffer.from(bytes).toString();
const mapOf = (bundle: { bytes: Uint8Array }) =>
  JSON.parse(Buffer.from(/base64,(.+)/.exec(textOf(bundle))![1]!, "base64").toString()) as { sources: string[]; sourcesContent: string[] };
const flowFile = 'import { flow } from "millrace";\nimport { two } from "./lib/two.ts";\nexport const f = flow("f", async () => two);\n';

describe("a bundle", () => {
  it("holds the file with its dependencies, but not the SDK, under the name of its content", async () => {
    await using project = await makeProject({
      "f.ts": `import left from "left";\n${flowFile}console.log(left);`,
      "lib/two.ts": "export const two: number = 1 + 1;",
      "node_modules/left/package.json": '{"name":"left","main":"index.js"}',
      "node_modules/left/index.js": "module.exports = 'left pad';",
    });
    const bundle = await bundleFile(project.at("f.ts"));
    expect(textOf(bundle)).toContain("left pad");
    expect(textOf(bundle)).toContain('from "millrace"');
    expect(bundle.digest).toBe(createHash("sha256").update(bundle.bytes).digest("hex"));
    expect(bundle.key).toBe(`bundles/${bundle.digest}.mjs`);
    expect(bundle.warnings).toEqual([]);
  });

  it("is the same wherever the project lies, and names no place of this machine", async () => {
    const files = { "src/f.ts": flowFile, "src/lib/two.ts": "export const two = __dirname + 2;" };
    await using here = await makeProject(files);
    await using there = await makeProject(files);
    const [one, other] = await Promise.all([bundleFile(here.at("src/f.ts")), bundleFile(there.at("src/f.ts"))]);
    expect(one.digest).toBe(other.digest);
    expect(textOf(one)).not.toContain(here.path);
    expect(JSON.stringify(mapOf(one))).not.toContain(here.path);
    expect(mapOf(one)).toMatchObject({ sources: ["src/f.ts", "src/lib/two.ts"], sourcesContent: [flowFile, files["src/lib/two.ts"]] });
  });

  it("changes with a dependency", async () => {
    await using one = await makeProject({ "f.ts": flowFile, "lib/two.ts": "export const two = 2;" });
    await using other = await makeProject({ "f.ts": flowFile, "lib/two.ts": "export const two = 3;" });
    expect((await bundleFile(one.at("f.ts"))).digest).not.toBe((await bundleFile(other.at("f.ts"))).digest);
  });

  it("warns of files that a package reads beside itself", async () => {
    await using project = await makeProject({
      "f.ts": 'import "wasm";',
      "node_modules/wasm/package.json": '{"name":"wasm","type":"module","main":"index.js"}',
      "node_modules/wasm/index.js":
        'export const url = new URL("./engine.wasm", import.meta.url); export const code = new URL("./w.js", import.meta.url);',
      "node_modules/wasm/engine.wasm": "",
    });
    expect((await bundleFile(project.at("f.ts"))).warnings).toEqual([
      expect.stringMatching(/"wasm" reads .*wasm\/engine\.wasm.*--external wasm/),
    ]);
  });

  it("goes on without what a package only tries to require, as it does outside of a bundle", async () => {
    await using project = await makeProject({
      "f.ts": 'import client from "client"; console.log(client);',
      "node_modules/client/package.json": '{"name":"client"}',
      "node_modules/client/index.js": "exports.native = () => require('client-native'); exports.fine = 1;",
    });
    expect(textOf(await bundleFile(project.at("f.ts")))).toContain('__require("client-native")');
  });
});

describe("a file that cannot be bundled", () => {
  const failure = (path: string) =>
    bundleFile(path).then(
      () => undefined,
      (error: { code: string; message: string; problems: object[] }) => error,
    );

  it("is told each missing module, its place and what to do", async () => {
    await using project = await makeProject({
      "f.ts": 'import x from "@scope/gone/deep";\nimport { y } from "./here.ts";\nimport z from "#inside";\nconsole.log(x, y, z);',
    });
    const error = await failure(project.at("f.ts"));
    expect(error).toMatchObject({ code: "bundle-failed" });
    expect(error?.problems).toEqual([
      { where: "f.ts:1:15", what: 'Module "@scope/gone/deep" is missing.', do: "Install it: npm install @scope/gone" },
      { where: "f.ts:2:19", what: 'There is no module "./here.ts".', do: expect.any(String) },
      { where: "f.ts:3:15", what: 'Import "#inside" is not in the imports of package.json.', do: expect.any(String) },
    ]);
    expect(error?.message).toContain('f.ts:1:15: Module "@scope/gone/deep" is missing.\n    → Install it: npm install @scope/gone');
  });

  it.each([
    ["a .node file", "module.exports = require('./build/x.node');"],
    ["a loader of one", "module.exports = require('node-gyp-build')(__dirname);"],
  ])("is told a package with native code by name: %s", async (_, source) => {
    await using project = await makeProject({
      "f.ts": 'import quick from "@fast/quick"; console.log(quick);',
      "node_modules/@fast/quick/package.json": '{"name":"@fast/quick"}',
      "node_modules/@fast/quick/index.js": source,
      "node_modules/@fast/quick/build/x.node": "",
      "node_modules/node-gyp-build/index.js": "",
    });
    const error = await failure(project.at("f.ts"));
    expect(error?.problems).toEqual([
      { what: expect.stringContaining('Package "@fast/quick" has native code'), do: expect.stringContaining("--external @fast/quick") },
    ]);
    expect(textOf(await bundleFile(project.at("f.ts"), { external: ["@fast/quick"] }))).toContain('from "@fast/quick"');
  });

  it("is told of syntax, of files that are no code, and of no file", async () => {
    await using project = await makeProject({ "f.ts": "const = 1;", "g.ts": 'import t from "./t.sql"; console.log(t);', "t.sql": "" });
    expect(await failure(project.at("f.ts"))).toMatchObject({ problems: [{ where: "f.ts:1:7" }] });
    expect(await failure(project.at("g.ts"))).toMatchObject({ problems: [{ what: expect.stringContaining("t.sql is no code") }] });
    expect(await failure(project.at("h.ts"))).toMatchObject({ problems: [{ what: "There is no such file." }] });
  });
});
