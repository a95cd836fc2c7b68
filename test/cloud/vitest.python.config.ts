import { defineConfig } from "vitest/config";

/** The Python lane: queue, blobs and timers on an AWS emulator, and what is deployed there (.ci/python.sh). */
export default defineConfig({
  test: {
    root: new URL("../..", import.meta.url).pathname,
    include: [
      "test/contract/cloud.{queue,blobs,timers}.test.ts",
      "test/cloud/storage.test.ts",
      "test/cloud/{deployed,upgrade,faults,guide}/**/*.test.ts",
    ],
    pool: "forks",
    // they mostly wait: for timers, delays and leases
    maxWorkers: 4,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
