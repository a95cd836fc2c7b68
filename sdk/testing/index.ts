// The public entry `millrace/testing`.
export { type HarnessOptions, openTestHarness, type TestHarness } from "./harness.ts";
export { runFlowForTest, type TestedFlowRun, type TestedTaskRun } from "./run-flow.ts";
