import { createHmac } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import type * as z from "zod";
import type { NotificationCreate } from "#core/contract/notifications.ts";
import { armCrashPoint, type CrashPoint } from "#functions/crash-point.ts";
import { ATTEMPTS, createDeliver } from "#functions/notify/deliver.ts";
import { createReact } from "#functions/react/react.ts";
import { type HttpSink, openHttpSink } from "#test/support/http-sink.ts";
import { openSmtpSink } from "#test/support/smtp-sink.ts";
import { openTestApi, type TestApi } from "../support/api.ts";
import { consumeAll, takeAll } from "../support/consume.ts";
import { begin } from "../support/seed.ts";

afterEach(() => armCrashPoint(undefined));

type Given = z.input<typeof NotificationCreate>;
const create = (api: TestApi, given: Partial<Given> & Pick<Given, "channel">) =>
  api.client.createNotification({ body: { name: "tell us", match: { state_types: ["FAILED"] }, ...given } });

async function failedRun(api: TestApi, given: Parameters<typeof begin>[1] = {}) {
  const run = await begin(api, { name: "funny-otter", tags: ["ml"], ...given });
  await api.client.setFlowRunState({
    params: { id: run.id },
    body: { state: { type: "FAILED", message: "no <space> left & more" }, epoch: 1 },
  });
  return run;
}

const work = async (api: TestApi) => {
  await consumeAll(api, "events", createReact(api.parts));
  await consumeAll(api, "notifications", createDeliver(api.parts));
};
const history = (api: TestApi, id: string) => api.client.filterDeliveries({ params: { id }, query: {} });
const webhook = (sink: HttpSink, secret?: string) => ({
  type: "webhook" as const,
  url: `${sink.url}/hook?token=hidden`,
  ...(secret && { secret }),
});

describe("a Slack-compatible webhook", () => {
  it("gets the message once for each transition that matches, with the values quoted", async () => {
    await using sink = await openHttpSink();
    const api = openTestApi();
    const { id } = await create(api, { channel: { type: "slack-webhook", url: `${sink.url}/services/T/B/x` } });
    const run = await failedRun(api);
    await work(api);
    expect(sink.received).toMatchObject([{ path: "/services/T/B/x", headers: { "content-type": "application/json" } }]);
    const { text } = JSON.parse(sink.received[0]!.body);
    expect(text).toMatch(
      /^Flow run funny-otter of flow hello is Failed \(since 2026-11-23T09:00:00\.\d{6}Z\)\.\nno &lt;space&gt; left &amp; more$/,
    );
    expect(await history(api, id)).toMatchObject([
      {
        notification_id: id,
        status: "DELIVERED",
        attempts: 1,
        error: null,
        next_attempt: null,
        flow_run_id: run.id,
        flow_run_name: "funny-otter",
        state_type: "FAILED",
      },
    ]);
  });
});

describe("a webhook", () => {
  it("gets JSON with a signature that can be checked, and the delivery's id", async () => {
    await using sink = await openHttpSink();
    const api = openTestApi();
    const { id, webhook_secret } = await create(api, { channel: webhook(sink), message: "{{ flow_run.name }} failed" });
    const run = await failedRun(api);
    await work(api);
    const [{ headers, body, path }] = sink.received as [HttpSink["received"][number]];
    const timestamp = headers["x-millrace-timestamp"] as string;
    expect(headers["x-millrace-signature"]).toBe(
      `v1=${createHmac("sha256", webhook_secret!).update(`${timestamp}.${body}`).digest("hex")}`,
    );
    expect(path).toBe("/hook?token=hidden");
    const [delivery] = await history(api, id);
    expect(JSON.parse(body)).toMatchObject({
      id: delivery!.id,
      type: "flow_run.state",
      is_test: false,
      notification: { id, name: "tell us" },
      text: "funny-otter failed",
      flow: { name: "hello" },
      flow_run: { id: run.id, name: "funny-otter", run_count: 1 },
      deployment: null,
      state: { type: "FAILED", name: "Failed", message: "no <space> left & more" },
    });
    expect(headers["x-millrace-delivery"]).toBe(delivery!.id);
  });

  it.each(["react:events-written", "react:deliveries-written", "react:deliveries-sent"] satisfies CrashPoint[])(
    "is called once though the process died at %s",
    async (point) => {
      await using sink = await openHttpSink();
      const api = openTestApi();
      const { id } = await create(api, { channel: webhook(sink) });
      await failedRun(api);
      armCrashPoint((name) => {
        if (name === point) throw new Error("died here");
      });
      await expect(work(api)).rejects.toThrow("died here");
      armCrashPoint(undefined);
      await work(api);
      expect(sink.received).toHaveLength(1);
      expect(await history(api, id)).toMatchObject([{ status: "DELIVERED", attempts: 1 }]);
    },
  );

  it.each([
    ["deliver:held", 1],
    ["deliver:sent", 2],
    ["deliver:noted", 1],
  ] satisfies [CrashPoint, number][])("is called after the process died at %s, %i times in all under one id", async (point, calls) => {
    await using sink = await openHttpSink();
    const api = openTestApi();
    const { id } = await create(api, { channel: webhook(sink) });
    await failedRun(api);
    armCrashPoint((name) => {
      if (name === point) throw new Error("died here");
    });
    await expect(work(api)).rejects.toThrow("died here");
    armCrashPoint(undefined);
    // nobody else sends it while it may still be on its way
    await work(api);
    expect(sink.received.length).toBeLessThanOrEqual(1);
    api.clock.advance(60_000);
    await work(api);
    expect(sink.received).toHaveLength(calls);
    expect(new Set(sink.received.map(({ headers }) => headers["x-millrace-delivery"])).size).toBe(1);
    expect(await history(api, id)).toMatchObject([{ status: "DELIVERED" }]);
  });

  it("is called once however often transitions and deliveries are told", async () => {
    await using sink = await openHttpSink();
    const api = openTestApi();
    await create(api, { channel: webhook(sink) });
    await failedRun(api);
    const announced = (await takeAll(api, "events")).map((body, at) => ({ id: String(at), body }));
    const react = createReact(api.parts);
    for (const batch of [announced, [...announced].reverse(), announced]) await react(batch);
    const told = (await takeAll(api, "notifications")).map((body, at) => ({ id: String(at), body }));
    expect(told.length).toBeGreaterThan(1);
    const deliver = createDeliver(api.parts);
    await Promise.all(told.map((message) => deliver([message])));
    await deliver(told);
    // also once it is done
    await react(announced);
    await consumeAll(api, "notifications", deliver);
    expect(sink.received).toHaveLength(1);
  });
});

describe("a receiver that fails", () => {
  it("is asked again after growing pauses, and the history says how it went", async () => {
    await using sink = await openHttpSink();
    const api = openTestApi();
    sink.reactions.push({ status: 500, body: "oh no" }, { status: 503 });
    const { id } = await create(api, { channel: webhook(sink) });
    await failedRun(api);
    await work(api);
    expect(await history(api, id)).toMatchObject([{ status: "PENDING", attempts: 1, error: "It answered 500: oh no" }]);
    api.clock.advance(4000);
    await work(api);
    expect(sink.received).toHaveLength(1);
    api.clock.advance(1000);
    await work(api);
    expect(await history(api, id)).toMatchObject([{ status: "PENDING", attempts: 2, error: "It answered 503." }]);
    api.clock.advance(15_000);
    await work(api);
    expect(await history(api, id)).toMatchObject([{ status: "DELIVERED", attempts: 3, error: null, next_attempt: null }]);
    expect(sink.received).toHaveLength(3);
  });

  it("is given up in the end, with the reason", async () => {
    await using sink = await openHttpSink();
    const api = openTestApi();
    for (let turn = 0; turn < ATTEMPTS; turn++) sink.reactions.push({ status: 502 });
    const { id } = await create(api, { channel: webhook(sink) });
    await failedRun(api);
    for (let turn = 0; turn < ATTEMPTS + 3; turn++) {
      await work(api);
      api.clock.advance(900_000);
    }
    expect(sink.received).toHaveLength(ATTEMPTS);
    expect(await history(api, id)).toMatchObject([
      { status: "FAILED", attempts: ATTEMPTS, error: `Given up after ${ATTEMPTS} attempts. It answered 502.` },
    ]);
  });

  it.each([
    [{ status: 404, body: "no_service" }, "It answered 404: no_service"],
    [{ status: 302, headers: { location: "http://127.0.0.1:1/" } }, "It answered 302."],
    [{ status: 307, headers: { location: "http://127.0.0.1:1/" } }, "It redirects to another host (127.0.0.1:1)."],
  ])("with %j is told of in the history", async (reaction, error) => {
    await using sink = await openHttpSink();
    const api = openTestApi();
    sink.reactions.push(reaction);
    const { id } = await create(api, { channel: webhook(sink) });
    await failedRun(api);
    await work(api);
    expect((await history(api, id))[0]).toMatchObject({ attempts: 1, error });
    expect(sink.received).toHaveLength(1);
  });

  it("may redirect within its host, answer at length, and ask for patience", async () => {
    await using sink = await openHttpSink();
    const api = openTestApi();
    sink.reactions.push(
      { status: 429, headers: { "retry-after": "120" } },
      { status: 307, headers: { location: "/elsewhere" } },
      { status: 200, body: "x".repeat(100_000), endless: true },
    );
    const { id } = await create(api, { channel: webhook(sink) });
    await failedRun(api);
    await work(api);
    api.clock.advance(119_000);
    await work(api);
    expect(sink.received).toHaveLength(1);
    api.clock.advance(1000);
    await work(api);
    expect(sink.received.map(({ path }) => path)).toEqual(["/hook?token=hidden", "/hook?token=hidden", "/elsewhere"]);
    expect(await history(api, id)).toMatchObject([{ status: "DELIVERED", attempts: 2 }]);
  });

  it.each([
    ["http://169.254.169.254/latest/meta-data", "link-local"],
    ["http://[::ffff:169.254.169.254]/", "link-local"],
    ["http://127.0.0.1:1/", "ECONNREFUSED"],
  ])("at %s is reported", async (url, error) => {
    const api = openTestApi();
    const { id } = await create(api, { channel: { type: "webhook", url } });
    await failedRun(api);
    await work(api);
    expect((await history(api, id))[0]).toMatchObject({ status: "PENDING", error: expect.stringContaining(error) });
  });
});

describe("mail", () => {
  it("goes out over SMTP with subject, text and one id for all attempts", async () => {
    await using sink = await openSmtpSink();
    const api = openTestApi();
    sink.refusals.push("451 not now");
    const { id } = await create(api, {
      channel: {
        type: "email",
        to: ["ann@example.com", "bob@example.com"],
        smtp_url: `smtp://me%40example.com:pass@127.0.0.1:${sink.port}`,
      },
      subject: "{{ flow.name }}: {{ state.name }}",
      message: "Müller says: {{ state.message }}",
    });
    await failedRun(api);
    await work(api);
    const [first] = await history(api, id);
    expect(first).toMatchObject({ status: "PENDING", attempts: 1, error: expect.stringContaining("451 not now") });
    api.clock.advance(5000);
    await work(api);
    expect(sink.mails).toMatchObject([{ from: "me@example.com", to: ["ann@example.com", "bob@example.com"], user: "me@example.com" }]);
    expect(sink.mails[0]!.data).toContain("Subject: hello: Failed");
    expect(sink.mails[0]!.data).toContain(`Message-ID: <${first!.id}@millrace>`);
    expect(sink.mails[0]!.data).toContain("says: no <space> left & more");
    expect(await history(api, id)).toMatchObject([{ status: "DELIVERED", attempts: 2 }]);
  });

  it("that is refused for good is not sent again", async () => {
    await using sink = await openSmtpSink();
    const api = openTestApi();
    sink.refusals.push("550 no such user");
    const { id } = await create(api, { channel: { type: "email", to: ["ann@example.com"], smtp_url: `smtp://127.0.0.1:${sink.port}` } });
    await failedRun(api);
    await work(api);
    expect(await history(api, id)).toMatchObject([{ status: "FAILED", attempts: 1, error: expect.stringContaining("550 no such user") }]);
  });
});

describe("who is told", () => {
  it.each([
    [{}, true],
    [{ state_types: ["FAILED" as const] }, true],
    [{ state_types: ["COMPLETED" as const] }, false],
    [{ state_types: ["COMPLETED" as const], state_names: ["failed"] }, true],
    [{ tags: ["ml"] }, true],
    [{ tags: ["ml", "nightly"] }, false],
    [{ flows: ["hello"] }, true],
    [{ flows: ["other"] }, false],
    [{ deployment_ids: ["00000000-0000-4000-8000-000000000000"] }, false],
  ])("with the conditions %j: %s", async (match, told) => {
    const api = openTestApi();
    const { id } = await create(api, { channel: { type: "webhook", url: "http://127.0.0.1:1" }, match });
    const run = await failedRun(api);
    await consumeAll(api, "events", createReact(api.parts));
    const failed = (await history(api, id)).filter(({ state_type }) => state_type === "FAILED");
    expect(failed.map(({ flow_run_id }) => flow_run_id)).toEqual(told ? [run.id] : []);
  });

  it("a notification made a moment before the transition is asked, a paused one is not, and a day-old transition tells nobody", async () => {
    const api = openTestApi();
    const react = createReact(api.parts);
    await failedRun(api);
    await consumeAll(api, "events", react);
    const { id } = await create(api, { channel: { type: "webhook", url: "http://127.0.0.1:1" } });
    await failedRun(api);
    await consumeAll(api, "events", react);
    expect(await history(api, id)).toHaveLength(1);
    await api.client.updateNotification({ params: { id }, body: { is_paused: true } });
    await failedRun(api);
    await consumeAll(api, "events", react);
    await api.client.updateNotification({ params: { id }, body: { is_paused: false } });
    await failedRun(api);
    api.clock.advance(86_400_000);
    await consumeAll(api, "events", react);
    expect(await history(api, id)).toHaveLength(1);
  });
});
