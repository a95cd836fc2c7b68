#!/usr/bin/env node
// The command runs on Node 24 or newer. On an older host it starts itself again on the Node pinned in the dependencies.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import module from "node:module";
import { fileURLToPath } from "node:url";

const pinned = fileURLToPath(new URL("../node_modules/node/bin/node", import.meta.url));

if (Number(process.versions.node.split(".")[0]) >= 24) {
  // compiled and type-stripped sources are kept between commands, which halves the start
  module.enableCompileCache(fileURLToPath(new URL("../node_modules/.cache/millrace", import.meta.url)));
  const { main } = await import("./main.ts");
  process.exitCode = await main(process.argv.slice(2));
} else if (existsSync(pinned)) {
  const child = spawn(pinned, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: "inherit" });
  // Ctrl-C reaches the child by itself
  process.on("SIGINT", () => {});
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("close", (code, signal) => {
    process.exitCode = code ?? (signal === "SIGINT" ? 130 : 143);
  });
} else {
  process.stderr.write(
    `millrace needs Node 24 or newer; this is ${process.version}.\nInstall it from https://nodejs.org, or run "npm install" in the clone, which brings Node 24 with the dependencies.\n`,
  );
  process.exitCode = 1;
}
