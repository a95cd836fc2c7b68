import { request } from "node:http";
import { expect, it } from "vitest";
import { systemIds } from "#core/ports/system.ts";
import { openServer, raw } from "./support.ts";

it("a server whose long polls were abandoned still stops", { timeout: 30_000 }, async () => {
  await using server = await openServer();
  const headers = { "content-type": "application/json" };
  await raw(server.url, "/api/work_queues/", { method: "POST", headers, body: JSON.stringify({ name: "q" }) });
  const body = JSON.stringify({ agent: { id: systemIds.uuid(), name: "a" }, work_queues: ["q"], limit: 1, wait_seconds: 20 });
  const { hostname, port } = new URL(server.url);
  const poll = request({ hostname, port, path: "/api/x/agents/claim", method: "POST", headers, agent: false });
  poll.on("error", () => {});
  poll.end(body);
  // it is waited upon once the agent is known
  while ((await raw(server.url, "/api/x/agents")).text === "[]") await new Promise((resolve) => setTimeout(resolve, 10));
  poll.destroy();
  await new Promise((resolve) => setTimeout(resolve, 300));
  const late = Symbol("late");
  const ended = await Promise.race([server.close(), new Promise((resolve) => setTimeout(resolve, 8_000, late))]);
  expect(ended).not.toBe(late);
});
