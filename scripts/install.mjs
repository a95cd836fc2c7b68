// Installs from the lockfile when needed, then runs the script named after it on the pinned Node:
//   node scripts/install.mjs [script] [arguments…]
// It must run on whatever Node the host has (18 or newer) before anything is installed, so it uses nothing but Node itself.
// It starts the script itself because a shell that has run the host's `node` once remembers it and would not find the pinned one.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, "node_modules");
const pinnedNode = join(modules, "node", "bin", process.platform === "win32" ? "node.exe" : "node");
const stampFile = join(modules, ".millrace-install");

const [script, ...rest] = process.argv.slice(2);
await ensureInstalled();
if (script !== undefined) process.exitCode = await run(nodeFor24(), [script, ...rest]);

async function ensureInstalled() {
  const stamp = stampOf(readFileSync(join(root, "package-lock.json")));
  if (readText(stampFile) === stamp && existsSync(pinnedNode)) return linkCommand();
  await oneAtATime(async () => {
    // another process may have installed while this one waited, or the user ran npm himself
    if (!installedAlready()) await install();
    if (!existsSync(pinnedNode)) rebuildNode();
    writeFileSync(stampFile, stamp);
    linkCommand();
  });
}

function stampOf(lockfile) {
  return `${createHash("sha256").update(lockfile).digest("hex")} ${process.platform} ${process.arch}\n`;
}

/** npm keeps a copy of what it installed; if that covers our lockfile there is nothing to do. `--package-lock-only` writes it and installs nothing. */
function installedAlready() {
  const there = readJson(join(modules, ".package-lock.json"))?.packages;
  const wanted = readJson(join(root, "package-lock.json"))?.packages;
  if (there === undefined || wanted === undefined) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === "" || entry.link || entry.optional || entry.devOptional) return true;
    if (there[path]?.version !== entry.version || there[path]?.integrity !== entry.integrity) return false;
    return existsSync(join(root, path, "package.json"));
  });
}

async function install() {
  // `install --no-save` takes every version and digest from the lockfile as `ci` does, and leaves the file alone
  const verb = lockIsComplete() ? ["ci"] : ["install", "--no-save"];
  const [command, args] = npmCommand([...verb, "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"]);
  const done = progress("Installing dependencies from package-lock.json (first start, or the lockfile changed)");
  const { code, output } = await capture(command, args);
  done(code === 0);
  if (code !== 0) fail(explain(output), output);
}

/**
 * A lockfile written where the registry has the packages of one platform only lacks those of the others. `npm ci` refuses it
 * on every platform, though all it names can be installed.
 */
function lockIsComplete() {
  const packages = readJson(join(root, "package-lock.json"))?.packages ?? {};
  const there = new Set(Object.keys(packages).map((path) => path.split("node_modules/").pop()));
  return Object.values(packages).every((entry) => Object.keys(entry.optionalDependencies ?? {}).every((name) => there.has(name)));
}

/** npm tells scripts where it lives; outside of npm the one on the PATH serves. */
function npmCommand(args) {
  const npm = process.env.npm_execpath;
  if (npm?.endsWith(".js")) return [process.execPath, [npm, ...args]];
  return [process.platform === "win32" ? "npm.cmd" : "npm", args];
}

function explain(output) {
  const says = (pattern) => pattern.test(output);
  if (says(/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED|network/i)) {
    return `The npm registry cannot be reached, and the packages are not in npm's cache. Connect to the network (behind a proxy: npm config set proxy …) and run the same command again.`;
  }
  if (says(/ENOSPC/)) return "The disk is full. Dependencies need about 1 GB; free some space and run the same command again.";
  if (says(/EACCES|EPERM|EROFS/))
    return `npm may not write to ${modules}. Make the directory yours (or clone elsewhere) and run the same command again.`;
  return 'Dependencies could not be installed. What npm said is above; "npm install" repeats it in full.';
}

function rebuildNode() {
  const [command, args] = npmCommand(["rebuild", "node", "--foreground-scripts", "--loglevel=error"]);
  spawnSync(command, args, { cwd: root, stdio: "ignore", shell: process.platform === "win32" });
  if (!existsSync(pinnedNode) && majorOf(process.version) < 24) {
    fail(
      `Node 24 comes with the dependencies through an install script, which did not run (is "ignore-scripts" set?). Run "npm rebuild node --ignore-scripts=false", or use Node 24 or newer; this is ${process.version}.`,
    );
  }
}

function nodeFor24() {
  return existsSync(pinnedNode) ? pinnedNode : process.execPath;
}

/** `npx millrace` then finds the clone's own command at once, without npm making a link to it in its cache. */
function linkCommand() {
  const link = join(modules, ".bin", "millrace");
  if (process.platform === "win32" || !existsSync(join(root, "cli", "millrace.mjs")) || isThere(link)) return;
  try {
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync("../../cli/millrace.mjs", link);
  } catch (error) {
    // two starts at once; or a read-only clone, where npx has its own way
    if (!["EEXIST", "EACCES", "EROFS"].includes(error.code)) throw error;
  }
}

/** Two starts on a fresh clone must not install into each other. */
async function oneAtATime(work) {
  const lock = join(tmpdir(), `millrace-install-${createHash("sha256").update(root).digest("hex").slice(0, 16)}.lock`);
  for (let told = false; ; ) {
    try {
      writeFileSync(lock, String(process.pid), { flag: "wx" });
      break;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    const owner = Number(readText(lock));
    if (!isAlive(owner)) rmSync(lock, { force: true });
    else {
      if (!told) process.stderr.write(`Process ${owner} is installing; waiting for it (if it is not, delete ${lock}) …\n`);
      told = true;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
  const release = () => rmSync(lock, { force: true });
  process.once("exit", release);
  await work();
  process.off("exit", release);
  release();
}

function isAlive(pid) {
  // an empty file is one whose owner is about to write its number
  if (!Number.isInteger(pid) || pid === 0) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** One line that counts seconds on a terminal; a line at the start and one at the end elsewhere. */
function progress(what) {
  const started = Date.now();
  const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
  const live = process.stderr.isTTY && !process.env.CI;
  const draw = () => process.stderr.write(`\r${what} … ${seconds()}`);
  if (!live) process.stderr.write(`${what} …\n`);
  const timer = live ? setInterval(draw, 1000) : undefined;
  if (live) draw();
  return (ok) => {
    clearInterval(timer);
    process.stderr.write(
      live ? `\r${what} … ${ok ? "done in" : "failed after"} ${seconds()}\n` : `${ok ? "Installed in" : "Failed after"} ${seconds()}\n`,
    );
  };
}

function capture(command, args) {
  return new Promise((resolve) => {
    let output = "";
    const child = spawn(command, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"], shell: process.platform === "win32" });
    const keep = (chunk) => {
      output = (output + chunk).slice(-20_000);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", (error) => resolve({ code: 1, output: String(error) }));
    child.on("close", (code, signal) => resolve({ code: signal === null ? code : 1, output }));
  });
}

/** Runs the script with this terminal; Ctrl-C reaches it directly, so this process only waits for it to end. */
function run(command, args) {
  const path = `${join(modules, ".bin")}${delimiter}${process.env.PATH ?? ""}`;
  const child = spawn(command, args, { stdio: "inherit", env: { ...process.env, PATH: path } });
  process.on("SIGINT", () => {});
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => {
    child.on("error", (error) => fail(`Node could not be started: ${error.message}`));
    child.on("close", (code, signal) => resolve(signal === null ? code : signal === "SIGINT" ? 130 : 143));
  });
}

function fail(message, output = "") {
  // npm says what is wrong first, and then how its commands are used
  const beginning = output.trim().split("\n").slice(0, 15).join("\n");
  if (beginning !== "") process.stderr.write(`${beginning}\n\n`);
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function majorOf(version) {
  return Number(version.slice(1).split(".")[0]);
}

function isThere(path) {
  try {
    lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

function readText(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}
