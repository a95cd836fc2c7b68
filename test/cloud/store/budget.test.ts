import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { measureDispatch } from "../../../bench/store/dispatch.ts";
import { Meter } from "../../../bench/store/meter.ts";
import { measureRuns } from "../../../bench/store/runs.ts";
import { type CloudServer, startCloudServer } from "../../../bench/store/server.ts";

const meter = new Meter();
let directory: string;
let server: CloudServer;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "budget-"));
  server = await startCloudServer(meter, directory);
});
afterAll(async () => {
  await server.stop();
  await rm(directory, { recursive: true, force: true });
});

it("keeps runs, task runs and log lines within their write units", { timeout: 120_000 }, async () => {
  const rows = [...(await measureRuns(server, meter, directory)), ...(await measureDispatch(server, meter)).runs];
  const budgeted = rows.filter(({ budget }) => budget !== undefined);
  expect(budgeted.length).toBeGreaterThanOrEqual(6);
  // a hundredth for what several runs share
  for (const { what, write, budget } of budgeted) expect(write, what).toBeLessThanOrEqual(budget! + 0.01);
});
