import { afterAll, beforeAll, expect, it } from "vitest";
import type { Connection } from "#sdk/api/connect.ts";
import { newUser, type User } from "./run-cli.ts";
import { apiOf, seedRun } from "./seed.ts";

let user: User;
let api: Connection;
beforeAll(async () => {
  user = newUser();
  expect(await user.run(["server", "start", "--background", "--port", "0"])).toMatchObject({ code: 0, stderr: "" });
  api = await apiOf(user.home);
});
afterAll(async () => {
  await api?.close();
  await user.leave();
});

const limit = (...args: string[]) => user.run(["concurrency-limit", ...args]);

it("a limit is made, listed, changed, held by a run that is shown, reset and deleted", { timeout: 60_000 }, async () => {
  expect(await limit("ls")).toMatchObject({ code: 0, stdout: "", stderr: expect.stringContaining("create NAME --limit N") });
  expect(await limit("create", "db", "--limit", "1")).toMatchObject({ code: 0, stdout: 'Created concurrency limit "db" with 1 slot.\n' });
  expect(await limit("create", "db", "--limit", "2")).toMatchObject({ code: 1, stderr: expect.stringContaining("there already") });
  expect(await limit("create", "gpu", "--tag", "--limit", "1")).toMatchObject({ code: 0 });
  expect((await limit("create", "api", "--limit", "10", "--decay", "2.5")).stdout).toContain("2.5 coming back each second");
  expect((await limit("ls")).stdout.trim().split("\n")).toEqual(
    [
      "LIMIT           IN USE   PER SECOND  ACTIVE",
      "api             0 of 10         2.5  yes",
      "db              0 of 1            –  yes",
      "tag:gpu         0 of 1            –  yes",
    ].map((line) => expect.stringMatching(new RegExp(line.replaceAll(/\s+/g, "\\s+").replaceAll(".", "\\.")))),
  );

  const run = await seedRun(api, { flow: "f", name: "funny-otter" });
  await api.client.incrementConcurrencySlotsWithLease({
    body: { names: ["db"], slots: 1, holder: { type: "flow_run", id: run.id } },
  });
  expect((await limit("inspect", "db")).stdout).toMatch(/In use +1 of 1[\s\S]*Holders\n +HOLDER[^\n]+\n +funny-otter +1 +/);
  expect(await user.json("concurrency-limit", "inspect", "db", "--json")).toMatchObject({
    name: "db",
    active_slots: 1,
    holders: [{ flow_run_id: run.id, flow_run_name: "funny-otter" }],
  });
  expect(await limit("reset", "db")).toMatchObject({ code: 0 });
  expect((await limit("inspect", "db")).stdout).toMatch(/In use +0 of 1[\s\S]*Holders\n +none/);
  expect(await limit("update", "db", "--limit", "7", "--off")).toMatchObject({ code: 0 });
  expect((await limit("inspect", "db")).stdout).toMatch(/In use +0 of 7\nActive +no/);
  expect(await limit("update", "db")).toMatchObject({ code: 2 });
  expect(await limit("delete", "db")).toMatchObject({ code: 2, stderr: expect.stringContaining("--yes") });
  expect(await limit("delete", "db", "--yes")).toMatchObject({ code: 0 });
  expect(await limit("inspect", "db")).toMatchObject({ code: 4 });
  expect(await limit("delete", "gpu", "--tag", "--yes")).toMatchObject({ code: 0 });
});

it.each([
  [["create", "x"]],
  [["create", "x", "--limit", "-1"]],
  [["create", "x", "--limit", "1", "--decay", "fast"]],
  [["update", "x", "--on", "--off"]],
])("refuses %j", { timeout: 60_000 }, async (args) => {
  expect(await limit(...args)).toMatchObject({ code: 2, stdout: "" });
});
