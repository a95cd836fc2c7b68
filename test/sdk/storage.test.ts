import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { flow, readResult, task } from "#sdk/index.ts";
import { openTestHarness } from "#sdk/testing/harness.ts";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "millrace-results-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const LARGE = 20_000;

it("results go to the default storage, and cached ones are found there when another one is the default", async () => {
  await using harness = await openTestHarness();
  const storage = (name: string) =>
    harness.client.createStorage({ body: { name, config: { type: "local", path: join(root, name) }, make_default: true } });
  const first = await storage("first");
  let calls = 0;
  const load = task({ name: "load", cacheKey: () => "one" }, async () => {
    calls += 1;
    return "x".repeat(LARGE);
  });
  const read = flow({ name: "read", persistResult: true }, async () => load());

  const { state } = await harness.run(() => read.run());
  expect((state.data as { key: string }).key).toMatch(`storage=${first.id}/results/`);
  expect(((await harness.run(() => readResult(state))) as string).length).toBe(LARGE);

  const second = await storage("second");
  const again = await harness.run(() => read.run());
  expect(calls).toBe(1);
  expect((again.state.data as { key: string }).key).toMatch(`storage=${second.id}/results/`);
  expect(((await harness.run(() => readResult(again.state))) as string).length).toBe(LARGE);
});

it("a result whose storage is not set up any more is missing, and says so", async () => {
  await using harness = await openTestHarness();
  const config = { type: "local", path: join(root, "third") } as const;
  const { id } = await harness.client.createStorage({ body: { name: "third", config } });
  const read = flow({ name: "read", persistResult: true }, async () => "x".repeat(LARGE));
  const { state } = await harness.run(() => read.run());
  await harness.client.deleteStorage({ params: { id }, query: { force: "true" } });
  await expect(harness.run(() => readResult(state))).rejects.toThrow(/is gone: there is no blob storage=/);
});
