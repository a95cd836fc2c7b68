import { defineConfig } from "vitest/config";

/** The Java lane: the store on Amazon's DynamoDB Local (.ci/java.sh). */
export default defineConfig({
  test: {
    root: new URL("../..", import.meta.url).pathname,
    include: ["test/contract/cloud.store.test.ts", "test/cloud/store/**/*.test.ts"],
    globalSetup: "test/cloud/support/shared-dynamodb.ts",
    fileParallelism: false,
    pool: "forks",
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
