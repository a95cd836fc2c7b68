// Runs dependency-cruiser over the house, and fails also when it read too few modules to mean anything:
// with a compiler it cannot use it finds nothing and calls that a success.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const rooms = ["core", "functions", "cloud", "local", "sdk", "agent", "cli", "infra", "web/src", "examples", "bench"].filter((room) =>
  existsSync(room),
);
const atLeast = 100;
const result = spawnSync("depcruise", ["--config", ".dependency-cruiser.cjs", ...rooms], { encoding: "utf8", maxBuffer: 1 << 26 });
process.stdout.write(result.stdout ?? "");
process.stderr.write(result.stderr ?? "");
const modules = Number(/(\d+) modules/.exec(result.stdout ?? "")?.[1] ?? 0);
if (modules < atLeast) {
  console.error(
    `arrows: read ${modules} modules, expected at least ${atLeast}: the check saw nothing. Is "typescript" still an alias of a release with a JavaScript API?`,
  );
  process.exit(1);
}
process.exit(result.status ?? 1);
