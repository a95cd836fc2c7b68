import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { renderStatus } from "#cli/render/status.ts";
import { concernsOf } from "#cli/server/concerns.ts";
import { isOlder } from "#cli/server/is-older.ts";
import type { Status } from "#core/contract/status.ts";
import { newUser, type User } from "./run-cli.ts";

let user: User;
beforeAll(() => {
  user = newUser();
});
afterAll(() => user.leave());

describe("millrace status", { timeout: 60_000 }, () => {
  it("says that all is well, for people and for programs", async () => {
    await user.run(["work-queue", "create", "ml"]);
    const { code, stdout } = await user.run(["status"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^✔ All is well\n\nServer +\d+\.\d+\.\d+ \(in-process\) at local\n/);
    expect(stdout).toMatch(/QUEUE .*\nml +no agent +0 +0 +– +never/);
    expect(stdout).toContain("No agent was heard of lately.");
    expect(await user.json("status", "--json")).toMatchObject({ place: "in-process", concerns: [], queues: [{ name: "ml" }] });
  });
});

const WELL: Status = {
  now: "2026-11-23T09:00:00.000000Z",
  version: "0.1.0",
  place: "aws",
  queues: [],
  agents: [],
  schedules: { active: 2, next: "2026-11-23T09:05:00.000000Z", stopped: [] },
  unhandled: [{ queue: "events", messages: 0 }],
  month: { since: "2026-11-01T00:00:00.000000Z", flow_runs: 1200, task_runs: 9000, extrapolated: true, cost: { rest: 1.4, runs: 0.05 } },
  sizes: {
    documents: 12,
    flow_runs: null,
    task_runs: null,
    log_chunks: null,
    blobs: null,
    blob_bytes: null,
    database_bytes: 4e6,
    free_bytes: null,
  },
};
const ID = "00000000-0000-4000-8000-000000000001";
const queue = {
  id: ID,
  name: "ml",
  status: "NOT_READY",
  waiting: 3,
  late: 1,
  oldest: "2026-11-23T08:50:00.000000Z",
  last_polled: null,
} as const;

const agent = (name: string, version: string | null) => ({
  id: ID,
  name,
  version,
  work_queue_names: ["ml"],
  created: WELL.now,
  last_seen: "2026-11-23T08:59:50.000000Z",
  lease_expires_at: WELL.now,
  running: 1,
});

describe("what needs a look", () => {
  it.each<[string, Partial<Status>, string, string]>([
    ["late runs nobody takes", { queues: [queue] }, "1 run of ml is late, and no agent listens", "millrace agent start ml"],
    ["late runs in spite of an agent", { queues: [{ ...queue, status: "READY" }] }, "though an agent listens", "flow-run ls --state Late"],
    ["messages nobody could handle", { unhandled: [{ queue: "tick", messages: 1 }] }, "1 message of tick", "docs/runbook.md"],
    [
      "a timer that is gone",
      { schedules: { ...WELL.schedules, stopped: [{ deployment_id: ID, name: "hourly" }] } },
      "The timer of deployment hourly is gone",
      `deployment preview ${ID}`,
    ],
    [
      "agents of earlier versions",
      { version: "0.1.0", agents: [agent("new", "0.1.0"), agent("old", "0.0.9"), agent("silent", null), agent("ahead", "0.2.0")] },
      "old (0.0.9), silent (version unknown) are older than the server (0.1.0)",
      "start them again",
    ],
    ["another version", { version: "0.2.0" }, "This command is of version 0.1.0, the server of 0.2.0", "deploy"],
  ])("%s", (_, change, what, next) => {
    const concerns = concernsOf({ ...WELL, ...change }, "0.1.0");
    expect(concerns[0]).toEqual({ what: expect.stringContaining(what), next: expect.stringContaining(next) });
  });

  it("is nothing of a paused queue, of one that waits, or of a server that is well", () => {
    expect(concernsOf(WELL, "0.1.0")).toEqual([]);
    expect(concernsOf({ ...WELL, queues: [{ ...queue, status: "PAUSED" }] }, "0.1.0")).toEqual([]);
  });
});

it.each([
  ["0.1.0", "0.1.0", false],
  ["0.1.0", "0.1.1", true],
  ["0.9.0", "0.10.0", true],
  ["1.0.0", "0.9.9", false],
  ["0.1", "0.1.0", false],
  ["0.2.0-rc.1", "0.2.0", false],
  [null, "0.1.0", true],
])("version %s older than %s: %s", (version, than, older) => {
  expect(isOlder(version, than)).toBe(older);
});

it("shows the version of each agent, and when it was heard of", () => {
  const plain = { width: Number.POSITIVE_INFINITY, paint: (_: string, text: string) => text };
  const told = { ...WELL, agents: [agent("laptop:1", "0.1.0"), agent("laptop:2", null)] };
  const text = renderStatus({ status: told, concerns: [], version: "0.1.0", from: "https://x/api" }, plain);
  expect(text).toContain(`AGENT     VERSION  QUEUES  RUNNING  SEEN
laptop:1  0.1.0    ml            1  10s ago
laptop:2  unknown  ml            1  10s ago`);
});

it("reads well", () => {
  const plain = { width: Number.POSITIVE_INFINITY, paint: (_: string, text: string) => text };
  const told = { ...WELL, queues: [queue] };
  expect(renderStatus({ status: told, concerns: concernsOf(told, "0.1.0"), version: "0.1.0", from: "https://x/api" }, plain)).toBe(
    `! 1 run of ml is late, and no agent listens
  → millrace agent start ml
! Runs are due and no agent was heard of
  → millrace agent start QUEUE

Server      0.1.0 (aws) at https://x/api
Schedules   2 deployments make runs; the next run is due in 5m
Unhandled   events 0
This month  about 1200 flow runs, about 9000 task runs: about $1.45 at list price ($1.40 at rest, $0.05 for runs; agents not counted)
Holds       12 documents in 4.0 MB

QUEUE  STATUS    WAITING  LATE  OLDEST DUE  POLLED
ml     no agent        3     1  10m ago     never

No agent was heard of lately. Start one: "millrace agent start QUEUE".`,
  );
});
