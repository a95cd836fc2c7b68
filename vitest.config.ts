import { defineConfig } from "vitest/config";

/** What `npm test` runs; lanes that need Java, Python or a browser have their own commands (.ci/run). */
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/cloud/**", "test/contract/cloud.*", "test/console/*.spec.ts"],
    pool: "forks",
    testTimeout: 20_000,
    hookTimeout: 30_000,
    restoreMocks: true,
  },
});
