import { afterEach, describe, expect, it } from "vitest";
import { armCrashPoint } from "#functions/crash-point.ts";
import { createDeliver } from "#functions/notify/deliver.ts";
import { openHttpSink } from "#test/support/http-sink.ts";
import { openTestApi, type TestApi } from "./support/api.ts";
import { consumeAll } from "./support/consume.ts";

afterEach(() => armCrashPoint(undefined));

const slack = { type: "slack-webhook" as const, url: "https://hooks.slack.com/services/T0/B0/verysecret" };
const mail = { type: "email" as const, to: ["ann@example.com"], smtp_url: "smtp://user:verysecret@mail.example.com" };
const hook = { type: "webhook" as const, url: "https://example.com/hook?key=verysecret", secret: "verysecret-verysecret" };
const everything = async ({ store }: TestApi) => JSON.stringify((await store.query({ index: "main", pk: "NOTIFICATIONS" })).documents);

describe("notifications", () => {
  it.each([
    [slack, "hooks.slack.com"],
    [mail, "ann@example.com"],
    [hook, "https://example.com/hook"],
  ])("with the channel %j show %s of it, and neither answers nor documents hold the secret", async (channel, target) => {
    const api = openTestApi();
    const created = await api.send("POST", "/x/notifications/", { name: "n", channel });
    const { id } = created.json as { id: string };
    expect([created.status, created.json]).toMatchObject([
      201,
      { channel: { type: channel.type, target }, webhook_secret: null, is_paused: false, message: null },
    ]);
    const answers = [
      created.text,
      (await api.send("GET", `/x/notifications/${id}`)).text,
      (await api.send("POST", "/x/notifications/filter")).text,
    ];
    for (const text of [...answers, await everything(api)]) expect(text).not.toContain("verysecret");
  });

  it("make a secret for a webhook that has none, show it once, and a new one when the channel is replaced", async () => {
    const api = openTestApi();
    const { id, webhook_secret } = await api.client.createNotification({
      body: { name: "n", channel: { type: "webhook", url: "https://example.com" } },
    });
    expect(webhook_secret).toMatch(/^mrwh_[\w-]{32}$/);
    expect(await api.client.readNotification({ params: { id } })).not.toHaveProperty("webhook_secret");
    const again = await api.client.updateNotification({
      params: { id },
      body: { channel: { type: "webhook", url: "https://example.org" } },
    });
    expect(again.webhook_secret).toMatch(/^mrwh_/);
    expect(again.webhook_secret).not.toBe(webhook_secret);
    expect((await api.client.updateNotification({ params: { id }, body: { name: "m" } })).webhook_secret).toBeNull();
  });

  it("are listed by name, changed in part, and gone when deleted", async () => {
    const api = openTestApi();
    for (const name of ["b", "a"])
      await api.client.createNotification({ body: { name, channel: slack, match: { tags: ["ml"] }, message: "x" } });
    const [a] = await api.client.filterNotifications({});
    expect(a).toMatchObject({ name: "a" });
    await api.client.updateNotification({ params: { id: a!.id }, body: { is_paused: true, message: null } });
    expect(await api.client.readNotification({ params: { id: a!.id } })).toMatchObject({
      name: "a",
      is_paused: true,
      message: null,
      match: { tags: ["ml"] },
      channel: { target: "hooks.slack.com" },
    });
    expect((await api.send("DELETE", `/x/notifications/${a!.id}`)).status).toBe(204);
    expect((await api.client.filterNotifications({})).map(({ name }) => name)).toEqual(["b"]);
    for (const [method, path] of [
      ["GET", ""],
      ["PATCH", ""],
      ["DELETE", ""],
      ["POST", "/test"],
      ["GET", "/deliveries"],
    ] as const)
      expect([(await api.send(method, `/x/notifications/${a!.id}${path}`, method === "PATCH" ? {} : undefined)).status, path]).toEqual([
        404,
        path,
      ]);
  });

  it.each([
    [{ message: "{{ flow_run.nam }}" }, /unknown variable "flow_run\.nam"; known are .*flow_run\.name/],
    [{ message: "{{ constructor }}" }, /unknown variable "constructor"/],
    [{ message: "{{ flow_run.name" }, /must end with \}\}/],
    [{ subject: "a\nb" }, /one line/],
    [{ channel: { ...slack, url: "ftp://example.com" } }, /http:\/\/ or https:\/\//],
    [{ channel: { ...slack, url: "file:///etc/passwd" } }, /http:\/\/ or https:\/\//],
    [{ channel: { ...mail, smtp_url: "http://x" } }, /smtp:\/\/ or smtps:\/\//],
    [{ channel: { ...mail, to: ["no address"] } }, /email/i],
    [{ channel: { ...hook, secret: "short" } }, /16/],
    [{ match: { state_types: ["BROKEN"] } }, /./],
  ])("with %j are refused when saved", async (wrong, message) => {
    const api = openTestApi();
    const answer = await api.send("POST", "/x/notifications/", { name: "n", channel: slack, ...wrong });
    expect([answer.status, answer.problem.code]).toEqual([422, "invalid"]);
    expect(answer.problem.issues!.map((issue) => issue.message).join()).toMatch(message);
    expect(await api.client.filterNotifications({})).toEqual([]);
  });

  it("can be tried out, paused or not, with invented values", async () => {
    await using sink = await openHttpSink();
    const api = openTestApi();
    const { id } = await api.client.createNotification({
      body: { name: "n", is_paused: true, channel: { ...slack, url: sink.url }, match: { state_types: ["COMPLETED"] } },
    });
    const delivery = await api.client.testNotification({ params: { id } });
    expect(delivery).toMatchObject({ status: "PENDING", is_test: true, attempts: 0, flow_run_id: null });
    await consumeAll(api, "notifications", createDeliver(api.parts));
    expect(JSON.parse(sink.received[0]!.body).text).toContain("test-run of flow test-flow is Failed");
    expect(await api.client.filterDeliveries({ params: { id }, query: {} })).toMatchObject([{ id: delivery.id, status: "DELIVERED" }]);
  });

  it("deleted while a message is on its way send it no more", async () => {
    await using sink = await openHttpSink();
    const api = openTestApi();
    const { id } = await api.client.createNotification({ body: { name: "n", channel: { ...slack, url: sink.url } } });
    await api.client.testNotification({ params: { id } });
    armCrashPoint((name) => {
      if (name === "delete-notification:history-deleted") throw new Error("died here");
    });
    expect((await api.send("DELETE", `/x/notifications/${id}`)).status).toBe(500);
    armCrashPoint(undefined);
    expect((await api.send("DELETE", `/x/notifications/${id}`)).status).toBe(204);
    await consumeAll(api, "notifications", createDeliver(api.parts));
    expect(sink.received).toEqual([]);
    expect((await api.store.query({ index: "main", pk: `NOTIFICATION#${id}` })).documents).toEqual([]);
  });

  it("keep the last 50 deliveries in sight, newest first", async () => {
    const api = openTestApi();
    const { id } = await api.client.createNotification({ body: { name: "n", channel: slack } });
    const made: string[] = [];
    for (let turn = 0; turn < 55; turn++) made.push((await api.client.testNotification({ params: { id } })).id);
    const shown = await api.client.filterDeliveries({ params: { id }, query: {} });
    expect(shown.map((delivery) => delivery.id)).toEqual(made.reverse().slice(0, 50));
    expect(await api.client.filterDeliveries({ params: { id }, query: { limit: 2 } })).toHaveLength(2);
    expect((await api.send("GET", `/x/notifications/${id}/deliveries?limit=51`)).status).toBe(422);
  });
});
