// Loaded before everything else into each process of a world (NODE_OPTIONS=--import): arms the strike and skews the clock its environment names.
import { closeSync, openSync } from "node:fs";

const { MILLRACE_TEST_STRIKE: strike, MILLRACE_TEST_STRUCK: marker, MILLRACE_TEST_SKEW_MS: skew } = process.env;

if (skew !== undefined) {
  const ms = Number(skew);
  const wall = Date.now.bind(Date);
  const fine = performance.now.bind(performance);
  Date.now = () => wall() + ms;
  performance.now = () => fine() + ms;
}

if (strike !== undefined && marker !== undefined) {
  const { armCrashPoint } = await import("#core/ports/crash-point.ts");
  const [point, nth] = strike.split("@");
  let left = Number(nth);
  armCrashPoint((name) => {
    if (name !== point) return;
    left -= 1;
    if (left > 0) return;
    try {
      // whoever makes the file strikes; the process that comes after is spared
      closeSync(openSync(marker, "wx"));
    } catch {
      return;
    }
    process.kill(process.pid, "SIGKILL");
  });
}
