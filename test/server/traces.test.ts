import { expect, it } from "vitest";
import { systemIds } from "#core/ports/system.ts";
import { openHttpSink } from "#test/support/http-sink.ts";
import { openServer, raw } from "./support.ts";

it("a server of one's own sends traces with the headers that its collector wants to see", { timeout: 60_000 }, async () => {
  await using sink = await openHttpSink();
  await using server = await openServer({ otlpEndpoint: sink.url, otlpHeaders: { "x-api-key": "k1" } });
  const post = (path: string, body: object) =>
    raw(server.url, `/api${path}`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  const id = systemIds.runId();
  expect(await post("/x/flow_runs/begin", { id, flow: { name: "traced" }, holder: "h:1" })).toMatchObject({ status: 201 });
  await post(`/flow_runs/${id}/set_state`, { state: { type: "COMPLETED" }, epoch: 1 });
  await expect.poll(() => sink.received.length, { timeout: 30_000 }).toBe(1);
  expect(sink.received[0]).toMatchObject({ path: "/v1/traces", headers: { "x-api-key": "k1" } });
});
