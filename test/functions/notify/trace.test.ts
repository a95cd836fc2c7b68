import { describe, expect, it } from "vitest";
import { createDeliver } from "#functions/notify/deliver.ts";
import { createOtlpHeaders } from "#functions/notify/otlp-headers.ts";
import { createReact } from "#functions/react/react.ts";
import { type HttpSink, openHttpSink } from "#test/support/http-sink.ts";
import { openTestApi, type TestApi } from "../support/api.ts";
import { consumeAll } from "../support/consume.ts";
import { begin } from "../support/seed.ts";

function open(otlpEndpoint: string | undefined, secret?: () => Promise<string>) {
  const api = openTestApi();
  const settings = { ...api.parts.settings, ...(otlpEndpoint !== undefined && { otlpEndpoint }) };
  const parts = { ...api.parts, settings, ...(secret && { otlpHeaders: createOtlpHeaders(secret, api.clock) }) };
  const work = async (ms = 3000) => {
    await consumeAll(api, "events", createReact(parts));
    api.clock.advance(ms);
    await consumeAll(api, "notifications", createDeliver(parts));
  };
  return { ...api, work };
}

/** A run with one task run that completed; the run ends as it is told. */
async function endedRun(api: TestApi, state: { type: "COMPLETED" | "FAILED"; message?: string }) {
  const run = await begin(api, { name: "funny-otter", tags: ["ml"] });
  const { id } = await api.client.createTaskRun({
    body: { flow_run_id: run.id, task_key: "load", dynamic_key: "0", name: "load-0", state: { type: "RUNNING" } },
  });
  api.clock.advance(1500);
  await api.client.setTaskRunState({ params: { id }, body: { state: { type: "COMPLETED" } } });
  await api.client.setFlowRunState({ params: { id: run.id }, body: { state, epoch: 1 } });
  return { run, task: id };
}

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly status: object;
  readonly events: readonly { readonly name: string }[];
  readonly attributes: readonly { readonly key: string; readonly value: object }[];
}
const spansOf = (sink: HttpSink, at = 0): Span[] => JSON.parse(sink.received[at]!.body).resourceSpans[0].scopeSpans[0].spans;

describe("a run that ended", () => {
  it("arrives at the collector as a trace with a span for each task run", async () => {
    await using sink = await openHttpSink();
    const api = open(sink.url);
    const { run } = await endedRun(api, { type: "COMPLETED" });
    await api.work();
    expect(sink.received).toMatchObject([{ path: "/v1/traces", headers: { "content-type": "application/json" } }]);
    const [root, task] = spansOf(sink) as [Span, Span];
    expect(root).toMatchObject({ traceId: run.id.replaceAll("-", ""), name: "hello", kind: 1, status: { code: 1 } });
    expect(root.spanId).toMatch(/^[0-9a-f]{16}$/);
    expect(root.events.map(({ name }) => name)).toEqual(["Running", "Completed"]);
    expect(root.attributes).toContainEqual({ key: "millrace.flow_run.name", value: { stringValue: "funny-otter" } });
    expect(root.attributes).toContainEqual({ key: "millrace.flow_run.attempts", value: { intValue: "1" } });
    expect(task).toMatchObject({ traceId: root.traceId, parentSpanId: root.spanId, name: "load-0", status: { code: 1 } });
    const took = BigInt(task.endTimeUnixNano) - BigInt(task.startTimeUnixNano);
    expect(Number(took / 1_000_000n)).toBe(1500);
    expect(task.startTimeUnixNano).toMatch(/^\d{19}$/);
  });

  it("says why it failed, and is sent again until the collector takes it, with the same ids", async () => {
    await using sink = await openHttpSink();
    sink.reactions.push({ status: 503 }, { status: 429, headers: { "retry-after": "7" } });
    const api = open(`${sink.url}/`);
    await endedRun(api, { type: "FAILED", message: "no space left" });
    await api.work();
    await api.work(4000);
    expect(sink.received).toHaveLength(1);
    await api.work(2000);
    expect(sink.received).toHaveLength(2);
    await api.work(60_000);
    await api.work(3_600_000);
    expect(sink.received.map(({ path }) => path)).toEqual(["/v1/traces", "/v1/traces", "/v1/traces"]);
    expect(spansOf(sink, 2)[0]).toMatchObject({ status: { code: 2, message: "no space left" } });
    expect(spansOf(sink, 2)).toEqual(spansOf(sink, 0));
  });

  it("is given up where the collector refuses it, with a line in the log", async () => {
    await using sink = await openHttpSink();
    sink.reactions.push({ status: 400, body: "no JSON here" });
    const api = open(sink.url);
    await endedRun(api, { type: "COMPLETED" });
    await api.work();
    await api.work(86_400_000);
    expect(sink.received).toHaveLength(1);
    expect(api.logged.join()).toContain("It answered 400: no JSON here");
  });

  it("is sent nowhere without an endpoint", async () => {
    const api = open(undefined);
    await endedRun(api, { type: "COMPLETED" });
    await consumeAll(api, "events", createReact(api.parts));
    api.clock.advance(60_000);
    expect(await api.queue.receive("notifications", { max: 10 })).toEqual([]);
  });
});

describe("a collector that wants credentials", () => {
  it("gets them in headers, read once a minute at most, and nobody else does", async () => {
    await using sink = await openHttpSink();
    let reads = 0;
    const api = open(sink.url, async () => {
      reads += 1;
      return "authorization=Bearer s3cret,x-scope-orgid=a%2Cb";
    });
    for (let each = 0; each < 2; each += 1) await endedRun(api, { type: "COMPLETED" });
    await api.work();
    expect(reads).toBe(1);
    for (const { headers } of sink.received) {
      expect(headers).toMatchObject({ authorization: "Bearer s3cret", "x-scope-orgid": "a,b", "content-type": "application/json" });
    }
    expect(sink.received).toHaveLength(2);
    const settings = JSON.stringify(await api.client.readSettings({}));
    expect(`${api.logged.join()}${settings}${sink.received.map(({ body }) => body).join()}`).not.toContain("s3cret");
  });

  it("is asked again with others when it refused those it got", async () => {
    await using sink = await openHttpSink();
    sink.reactions.push({ status: 401, body: "who?" }, { status: 403 });
    let secret = "x-api-key=old";
    const api = open(sink.url, async () => secret);
    await endedRun(api, { type: "COMPLETED" });
    await api.work();
    secret = "x-api-key=new";
    await api.work(10_000);
    await api.work(120_000);
    await api.work(3_600_000);
    expect(sink.received.map(({ headers }) => headers["x-api-key"])).toEqual(["old", "old", "new"]);
  });

  it("gets nothing while they cannot be read, and the trace once they can", async () => {
    await using sink = await openHttpSink();
    let read = async () => Promise.reject<string>(new Error("The parameter /otlp is not there"));
    const api = open(sink.url, () => read());
    await endedRun(api, { type: "COMPLETED" });
    await api.work();
    expect(sink.received).toEqual([]);
    read = async () => "no pair, but s3cret";
    await api.work(10_000);
    expect(sink.received).toEqual([]);
    read = async () => "x-api-key=k1";
    await api.work(120_000);
    expect(sink.received).toMatchObject([{ headers: { "x-api-key": "k1" } }]);
    expect(api.logged.join()).not.toContain("s3cret");
  });
});
