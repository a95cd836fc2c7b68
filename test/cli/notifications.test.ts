import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Event } from "#core/contract/events.ts";
import type { Delivery, Notification } from "#core/contract/notifications.ts";
import { type RunningServer, startServer } from "#local/server/server.ts";
import { type Connection, connect } from "#sdk/api/connect.ts";
import { readSettings } from "#sdk/settings/read-settings.ts";
import { eventually } from "#test/support/eventually.ts";
import { type HttpSink, openHttpSink } from "#test/support/http-sink.ts";
import { openSmtpSink } from "#test/support/smtp-sink.ts";
import { newUser, type User } from "./run-cli.ts";
import { seedRun } from "./seed.ts";

let user: User;
let server: RunningServer;
let api: Connection;
let sink: HttpSink;
beforeAll(async () => {
  user = newUser();
  server = await startServer({ dataDir: `${user.home}/data`, log: () => undefined });
  api = await connect(readSettings({ env: { MILLRACE_HOME: user.home, MILLRACE_API_URL: `${server.url}/api` } }));
  sink = await openHttpSink();
}, 60_000);
afterAll(async () => {
  await api.close();
  await server.close();
  await sink[Symbol.asyncDispose]();
  await user.leave();
});

const run = (...args: string[]) => user.run(args, { MILLRACE_API_URL: `${server.url}/api` });
const json = async <T>(...args: string[]): Promise<T> => JSON.parse((await run(...args, "--json")).stdout);

describe("millrace notification", { timeout: 60_000 }, () => {
  it("tells a Slack channel of a failed run, and shows so", async () => {
    const created = await run(
      "notification",
      "create",
      "failures",
      "--slack-webhook",
      `${sink.url}/slack`,
      "--tag",
      "ml",
      "--message",
      "{{ flow_run.name }} broke",
    );
    expect(created).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Created notification "failures" \([0-9a-f-]+\): FAILED, CRASHED · tag ml → 127\.0\.0\.1:\d+\.\n$/),
    });
    await seedRun(api, { flow: "train", name: "funny-otter", tags: ["ml"], end: { type: "FAILED", message: "no disk" } });
    await seedRun(api, { flow: "train", name: "other", end: { type: "FAILED" } });
    await eventually(
      async () => expect(await json<Delivery[]>("notification", "history", "failures")).toMatchObject([{ status: "DELIVERED" }]),
      20_000,
    );
    expect(sink.received.map(({ path, body }) => [path, JSON.parse(body)])).toEqual([["/slack", { text: "funny-otter broke" }]]);
    const shown = await run("notification", "history", "failures");
    expect(shown.stdout).toMatch(/train \/ funny-otter +Failed +delivered +1/);
    expect((await run("notification", "inspect", "failures")).stdout).toMatch(
      /Status +active[\s\S]*Message +\{\{ flow_run\.name \}\} broke[\s\S]*Latest deliveries/,
    );
  });

  it("makes a webhook's secret and shows it once, and tries the webhook out", async () => {
    const created = await run("notification", "create", "hook", "--webhook", `${sink.url}/hook`, "--state", "completed");
    expect(created.stdout).toMatch(/Its secret, shown this once: mrwh_[\w-]{32}\n/);
    sink.received.length = 0;
    expect(await run("notification", "test", "hook")).toMatchObject({ code: 0, stdout: 'Delivered the test message of "hook".\n' });
    expect(sink.received[0]!.headers["x-millrace-signature"]).toMatch(/^v1=[0-9a-f]{64}$/);
    sink.reactions.push({ status: 410, body: "gone" });
    expect(await run("notification", "test", "hook")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("did not arrive: It answered 410: gone"),
    });
  });

  it("sends mail", async () => {
    await using mail = await openSmtpSink();
    await run(
      "notification",
      "create",
      "mail",
      "--email",
      "ann@example.com",
      "--smtp",
      `smtp://127.0.0.1:${mail.port}`,
      "--from",
      "me@example.com",
    );
    expect((await run("notification", "test", "mail")).code).toBe(0);
    expect(mail.mails).toMatchObject([{ from: "me@example.com", to: ["ann@example.com"] }]);
  });

  it("pauses, resumes, lists and deletes", async () => {
    expect((await run("notification", "pause", "hook")).stdout).toBe('Paused notification "hook".\n');
    expect((await json<Notification[]>("notification", "ls")).map(({ name, is_paused }) => [name, is_paused])).toEqual([
      ["failures", false],
      ["hook", true],
      ["mail", false],
    ]);
    expect((await run("notification", "ls")).stdout).toMatch(/hook +paused +COMPLETED +webhook +http:\/\/127\.0\.0\.1/);
    expect((await run("notification", "resume", "hook")).stdout).toBe('Resumed notification "hook".\n');
    expect(await run("notification", "delete", "hook")).toMatchObject({ code: 2 });
    expect((await run("notification", "delete", "hook", "--yes")).stdout).toMatch(/^Deleted notification "hook"/);
    expect(await run("notification", "inspect", "hook")).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('There is no notification "hook"'),
    });
  });

  it.each([
    [["--slack-webhook", "https://example.com", "--webhook", "https://example.com"], 2, "one channel"],
    [["--email", "ann@example.com"], 2, "Mail needs a server"],
    [["--slack-webhook", "ftp://example.com"], 1, "http:// or https://"],
    [["--slack-webhook", "https://example.com", "--message", "{{ nope }}"], 1, 'unknown variable "nope"'],
  ])("refuses %j", async (args, code, message) => {
    expect(await run("notification", "create", "wrong", ...args)).toMatchObject({ code, stderr: expect.stringContaining(message) });
  });
});

describe("millrace event ls", { timeout: 60_000 }, () => {
  it("lists what happened, oldest first, of one run or by name", async () => {
    const seeded = await seedRun(api, { flow: "events", name: "calm-heron", end: { type: "FAILED", message: "it broke" } });
    await eventually(
      async () =>
        expect((await run("event", "ls", "--run", seeded.name)).stdout).toMatch(
          /Running {2}calm-heron\n.*Failed {2}calm-heron {2}it broke\n$/,
        ),
      20_000,
    );
    const { stdout } = await run("event", "ls", "--event", "prefect.flow-run.Failed", "--limit", "1", "--json");
    expect(JSON.parse(stdout) as Event).toMatchObject({
      event: "prefect.flow-run.Failed",
      resource: { "prefect.resource.id": `prefect.flow-run.${seeded.id}` },
    });
    expect(await run("event", "ls", "--event", "nothing.such")).toMatchObject({
      code: 0,
      stdout: "",
      stderr: expect.stringContaining("No events match"),
    });
  });
});
