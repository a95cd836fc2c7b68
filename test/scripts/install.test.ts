import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

// A clone in miniature, and a stand-in for npm (the registry is not ours to ask in a test) that installs the pinned Node of this process.
const npm = `
const fs = require("node:fs");
fs.appendFileSync("npm-calls", process.argv.slice(2, 4).join(" ") + "\\n");
if (process.env.NPM_SAYS) { console.error(process.env.NPM_SAYS); process.exit(1); }
const finish = () => {
  fs.mkdirSync("node_modules/node/bin", { recursive: true });
  if (!process.env.NO_INSTALL_SCRIPTS || process.argv[2] === "rebuild") fs.symlinkSync(process.execPath, "node_modules/node/bin/node");
  const { packages } = JSON.parse(fs.readFileSync("package-lock.json"));
  for (const path of Object.keys(packages).filter((path) => path !== "")) {
    fs.mkdirSync(path, { recursive: true });
    fs.writeFileSync(path + "/package.json", "{}");
  }
  fs.writeFileSync("node_modules/.package-lock.json", JSON.stringify({ packages: { ...packages, "": undefined } }));
};
setTimeout(finish, Number(process.env.NPM_TAKES ?? 0));
`;
const lockfile = (version: string) =>
  JSON.stringify({
    lockfileVersion: 3,
    packages: { "": {}, "node_modules/a": { version, integrity: version }, "node_modules/b": { version: "1", optional: true } },
  });

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "millrace-clone-"));
  for (const directory of ["scripts", "cli", "tmp"]) mkdirSync(join(root, directory));
  cpSync(fileURLToPath(new URL("../../scripts/install.mjs", import.meta.url)), join(root, "scripts/install.mjs"));
  writeFileSync(join(root, "cli/millrace.mjs"), "");
  writeFileSync(join(root, "npm.js"), npm);
  writeFileSync(join(root, "package-lock.json"), lockfile("1"));
  writeFileSync(
    join(root, "script.mjs"),
    'console.log("ran", process.argv.slice(2).join(" "), process.env.PATH.split(":")[0]); process.exit(Number(process.argv[2] ?? 0));',
  );
});
afterEach(() => rmSync(root, { recursive: true }));

function install(args: string[] = [], env: Record<string, string> = {}): Promise<{ code: number; stdout: string; stderr: string }> {
  const clean = { PATH: process.env.PATH ?? "", TMPDIR: join(root, "tmp"), npm_execpath: join(root, "npm.js"), ...env };
  return new Promise((resolve) => {
    execFile(process.execPath, [join(root, "scripts/install.mjs"), ...args], { cwd: root, env: clean }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}
const calls = () => (existsSync(join(root, "npm-calls")) ? readFileSync(join(root, "npm-calls"), "utf8").trim().split("\n") : []);

describe("installing before a start", { timeout: 60_000 }, () => {
  it("installs a fresh clone from the lockfile, then runs the script on the pinned Node and ends as it does", async () => {
    const { code, stdout, stderr } = await install([join(root, "script.mjs"), "7", "--x"]);
    expect(calls()).toEqual(["ci --include=dev"]);
    expect({ code, stdout }).toEqual({ code: 7, stdout: `ran 7 --x ${join(root, "node_modules/.bin")}\n` });
    expect(stderr).toMatch(/^Installing dependencies .*\nInstalled in \d+ s\n$/);
    expect(readlinkSync(join(root, "node_modules/.bin/millrace"))).toBe("../../cli/millrace.mjs");
  });

  it("takes a lockfile that lacks other platforms' packages, which npm ci would refuse, and leaves it as it is", async () => {
    const partial = JSON.stringify({
      lockfileVersion: 3,
      packages: { "": {}, "node_modules/a": { version: "1", optionalDependencies: { "a-darwin": "1" } } },
    });
    writeFileSync(join(root, "package-lock.json"), partial);
    expect((await install()).code).toBe(0);
    expect(calls()).toEqual(["install --no-save"]);
    expect(readFileSync(join(root, "package-lock.json"), "utf8")).toBe(partial);
  });

  it("does nothing the second time, and installs again when the lockfile has changed", async () => {
    await install();
    expect(await install()).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(calls()).toHaveLength(1);
    writeFileSync(join(root, "package-lock.json"), lockfile("2"));
    rmSync(join(root, "node_modules/node"), { recursive: true });
    await install();
    expect(calls()).toHaveLength(2);
  });

  it("leaves alone what the user installed himself", async () => {
    await install();
    rmSync(join(root, "node_modules/.millrace-install"));
    expect((await install()).code).toBe(0);
    expect(calls()).toHaveLength(1);
  });

  it("installs what npm lists as installed and is not there, as after `npm install --package-lock-only`", async () => {
    await install();
    rmSync(join(root, "node_modules/.millrace-install"));
    for (const name of ["a", "node"]) rmSync(join(root, "node_modules", name), { recursive: true });
    expect((await install()).code).toBe(0);
    expect(calls()).toEqual(["ci --include=dev", "ci --include=dev"]);
  });

  it("says what to do without a network, and tries again the next time", async () => {
    const failed = await install([join(root, "script.mjs")], { NPM_SAYS: "npm error code ENOTFOUND" });
    expect(failed).toMatchObject({ code: 1, stdout: "" });
    expect(failed.stderr).toMatch(/npm error code ENOTFOUND.*registry cannot be reached.*Connect to the network/s);
    expect((await install()).code).toBe(0);
    expect(calls()).toHaveLength(2);
  });

  it.each([
    ["ENOSPC: no space left", /disk is full/],
    ["EACCES: permission denied", /may not write/],
    ["something new", /"npm install" repeats it/],
  ])("explains %s", async (says, advice) => {
    expect((await install([], { NPM_SAYS: says })).stderr).toMatch(advice);
  });

  it("fetches the pinned Node where install scripts had been off", async () => {
    expect((await install([], { NO_INSTALL_SCRIPTS: "1" })).code).toBe(0);
    expect(calls()).toEqual(["ci --include=dev", "rebuild node"]);
  });

  it("installs once for two starts at the same moment", async () => {
    const both = await Promise.all([install([], { NPM_TAKES: "700" }), install([], { NPM_TAKES: "700" })]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(calls()).toHaveLength(1);
  });

  it("is not held up by the lock of a process that died", async () => {
    const { createHash } = await import("node:crypto");
    const name = `millrace-install-${createHash("sha256").update(root).digest("hex").slice(0, 16)}.lock`;
    writeFileSync(join(root, "tmp", name), "999999999");
    expect((await install()).code).toBe(0);
    expect(existsSync(join(root, "tmp", name))).toBe(false);
  });
});
