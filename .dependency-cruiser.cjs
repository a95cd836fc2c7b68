/** The arrows of the house. Run by `npm run check:arrows`, which also asserts that modules were really read. */
const only = (room, ...targets) => ({
  name: `${room}-arrows`,
  severity: "error",
  comment: `${room}/ may import ${targets.length === 0 ? "nothing of ours" : targets.join(", ")} (docs/decisions/0004-arrows.md)`,
  from: { path: `^${room}/` },
  to: {
    path: "^(core|functions|cloud|local|sdk|agent|cli|infra|web|examples|bench|scripts|test)/",
    pathNot: `^(${[room, ...targets].join("|")})(/|$)`,
  },
});

module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } } },
    only("core"),
    {
      ...only("functions", "core", "cloud"),
      from: { path: "^functions/", pathNot: "^functions/runner/runner\\.lambda\\.ts$" },
    },
    {
      ...only("functions", "core", "cloud", "agent"),
      name: "runner-arrows",
      comment: "The runner function is an agent of one run (docs/decisions/0020-runner.md).",
      from: { path: "^functions/runner/runner\\.lambda\\.ts$" },
    },
    only("cloud", "core"),
    only("local", "core", "functions", "cloud"),
    only("sdk", "core", "local"),
    only("agent", "core", "sdk"),
    only("cli", "core", "sdk", "local", "agent"),
    only("web", "core/contract"),
    only("infra", "core/contract/console-headers\\.ts"),
    only("examples", "sdk"),
    {
      name: "functions-to-cloud-only-in-lambda-entries",
      severity: "error",
      comment: "Only the Lambda entries join services to adapters.",
      from: { path: "^functions/", pathNot: "\\.lambda\\.ts$" },
      to: { path: "^cloud/" },
    },
    {
      name: "local-to-cloud-only-for-storages",
      severity: "error",
      comment: "A local server opens S3 storages with the cloud's blobs, from one place and only when there is one.",
      from: { path: "^local/", pathNot: "^local/storage/open-storage\\.ts$" },
      to: { path: "^cloud/" },
    },
    {
      name: "local-to-cloud-only-lazily",
      severity: "error",
      comment: "A server without S3 storages does not load the AWS SDK.",
      from: { path: "^local/" },
      to: { path: "^cloud/", dependencyTypesNot: ["dynamic-import"] },
    },
    {
      name: "sdk-to-local-only-where-it-connects",
      severity: "error",
      comment: "The SDK reaches the local rooms in two places: connecting without an API, and the testing kit.",
      from: { path: "^sdk/", pathNot: "^sdk/(api/connect|testing/.*)\\.ts$" },
      to: { path: "^local/" },
    },
    {
      name: "core-is-pure",
      severity: "error",
      comment: "Rules do no I/O.",
      from: { path: "^core/" },
      to: { dependencyTypes: ["core"], pathNot: "^(node:)?(crypto|perf_hooks|timers|timers/promises)$" },
    },
    {
      name: "no-aws-in-services",
      severity: "error",
      from: { path: "^(core|functions|local|sdk|cli|agent)/" },
      to: { path: "node_modules/@aws-sdk/" },
    },
    {
      name: "not-to-unresolvable",
      severity: "error",
      from: { path: "^(core|functions|cloud|local|sdk|agent|cli|infra)/" },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(dist|cdk\\.out|\\.venv)/" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".mjs", ".js", ".json"],
    },
  },
};
