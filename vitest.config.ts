import { defineConfig } from "vitest/config";

/** What `npm test` runs; lanes that need Java, Python or a browser have their own commands (.ci/run). */
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/cloud/**", "test/contract/cloud.*", "test/console/*.spec.ts"],
    pool: "forks",
    // far beyond what any takes on an idle machine: a busy one fails no test
    testTimeout: 60_000,
    hookTimeout: 90_000,
    restoreMocks: true,
  },
});
