import { afterEach, describe, expect, it } from "vitest";
import type { TransitionMessage } from "#core/contract/messages.ts";
import { systemIds } from "#core/ports/system.ts";
import { stateId } from "#core/rules/ids.ts";
import { armCrashPoint, type CrashPoint } from "#functions/crash-point.ts";
import { createReact } from "#functions/react/react.ts";
import { announceTransition } from "#functions/services/announce.ts";
import { flowRunRecord } from "#functions/services/documents/flow-run.ts";
import { flowRunKey } from "#functions/services/documents/keys.ts";
import { openTestApi, type TestApi } from "../support/api.ts";
import { consumeAll, takeAll } from "../support/consume.ts";
import { begin } from "../support/seed.ts";

afterEach(() => armCrashPoint(undefined));

const namesOf = async (api: TestApi) =>
  (await api.client.filterEvents({ body: { filter: { order: "ASC" } } })).events.map(({ event }) => event);
const end = (api: TestApi, id: string, type: "COMPLETED" | "FAILED" = "COMPLETED") =>
  api.client.setFlowRunState({ params: { id }, body: { state: { type, message: "it broke" }, epoch: 1 } });

describe("announcing", () => {
  it("sends one message for each transition, with the ids and times of what is written", async () => {
    const api = openTestApi();
    const run = await begin(api);
    await end(api, run.id);
    const states = (await api.client.readFlowRunStates({ query: { flow_run_id: run.id } })).map(({ id, type, name, timestamp }) => ({
      id,
      type,
      name,
      timestamp,
    }));
    const announced = (await takeAll(api, "events")).map((body) => JSON.parse(body) as TransitionMessage);
    expect(announced).toEqual(
      states.map((state) => ({ kind: "flow-run", run_id: run.id, flow_id: run.flow_id, deployment_id: null, states: [state] })),
    );
  });

  it("says nothing where nothing is to be stored", async () => {
    const api = openTestApi();
    const run = await begin(api);
    await end(api, run.id);
    await takeAll(api, "events");
    const late = await api.client.setFlowRunState({ params: { id: run.id }, body: { state: { type: "CRASHED" }, epoch: 1 } });
    expect(late.status).not.toBe("ACCEPT");
    expect(await takeAll(api, "events")).toEqual([]);
  });

  it("says nothing where a run is written in the state it is in", async () => {
    const api = openTestApi();
    const run = await begin(api);
    await takeAll(api, "events");
    const record = flowRunRecord((await api.store.get(flowRunKey(run.id)))!);
    await announceTransition(api.parts, record, { ...record, name: "renamed" });
    expect(await takeAll(api, "events")).toEqual([]);
  });

  it("fails no transition when the queue is away, and says so in the log", async () => {
    const api = openTestApi();
    const run = await begin(api);
    await api.queue.close();
    expect((await end(api, run.id)).status).toBe("ACCEPT");
    expect(api.logged.join("\n")).toContain(`"flow_run_id":"${run.id}"`);
  });
});

describe("react", () => {
  it("makes events of Prefect's shape out of what was announced", async () => {
    const api = openTestApi();
    const run = await begin(api, { name: "funny-otter", tags: ["ml"] });
    await end(api, run.id, "FAILED");
    await consumeAll(api, "events", createReact(api.parts));
    const { events, total, next_page } = await api.client.filterEvents({ body: {} });
    const [running, failed] = await api.client.readFlowRunStates({ query: { flow_run_id: run.id } });
    expect([total, next_page]).toEqual([2, null]);
    expect(events[0]).toMatchObject({
      id: failed!.id,
      event: "prefect.flow-run.Failed",
      occurred: failed!.timestamp,
      follows: running!.id,
      resource: {
        "prefect.resource.id": `prefect.flow-run.${run.id}`,
        "prefect.resource.name": "funny-otter",
        "prefect.state-type": "FAILED",
        "prefect.state-message": "it broke",
        "prefect.run-count": "1",
      },
      related: [
        { "prefect.resource.id": `prefect.flow.${run.flow_id}`, "prefect.resource.role": "flow", "prefect.resource.name": "hello" },
        { "prefect.resource.id": "prefect.tag.ml", "prefect.resource.role": "tag" },
      ],
      payload: { intended: { from: "RUNNING", to: "FAILED" }, initial_state: { type: "RUNNING" }, validated_state: { type: "FAILED" } },
    });
    expect(events[1]).toMatchObject({ id: running!.id, event: "prefect.flow-run.Running", follows: null });
  });

  it("lists each event once, however often and in whatever order its announcement comes", async () => {
    const api = openTestApi();
    const run = await begin(api);
    await end(api, run.id);
    const bodies = await takeAll(api, "events");
    const react = createReact(api.parts);
    const messages = [...bodies, ...bodies].reverse().map((body, at) => ({ id: String(at), body }));
    expect(await react(messages)).toEqual({ again: [] });
    for (const message of messages) expect(await react([message])).toEqual({ again: [] });
    expect(await namesOf(api)).toEqual(["prefect.flow-run.Running", "prefect.flow-run.Completed"]);
  });

  it("waits for a state that is not written yet, and makes it an event once it is", async () => {
    const api = openTestApi();
    const react = createReact(api.parts);
    const run = await begin(api);
    await consumeAll(api, "events", react);
    // announced first, as the service does; the write comes later
    const body = announcement(run, 2, "COMPLETED", api.clock.now());
    expect(await react([{ id: "m", body }])).toEqual({ again: [{ id: "m", delayMs: 1000 }] });
    expect(await namesOf(api)).toEqual(["prefect.flow-run.Running"]);
    await end(api, run.id);
    expect(await react([{ id: "m", body }])).toEqual({ again: [] });
    expect(await namesOf(api)).toEqual(["prefect.flow-run.Running", "prefect.flow-run.Completed"]);
  });

  it.each([
    ["a state that was never written", true],
    ["a run that is not there", false],
  ])("drops %s after ten seconds", async (_what, runIsThere) => {
    const api = openTestApi();
    const run = runIsThere ? await begin(api) : { id: systemIds.runId(), flow_id: systemIds.uuid() };
    await takeAll(api, "events");
    const message = { id: "m", body: announcement(run, 2, "COMPLETED", api.clock.now()) };
    const react = createReact(api.parts);
    expect((await react([message])).again).toHaveLength(1);
    api.clock.advance(10_000);
    expect(await react([message])).toEqual({ again: [] });
    expect(await namesOf(api)).toEqual([]);
  });

  it("says what was written, not what was announced, where another writer won the race for the same state id", async () => {
    const api = openTestApi();
    const run = await begin(api);
    await takeAll(api, "events");
    await end(api, run.id);
    const lost = { id: "m", body: announcement(run, 2, "CANCELLED", api.clock.now()) };
    await createReact(api.parts)([lost]);
    expect(await namesOf(api)).toEqual(["prefect.flow-run.Completed"]);
  });

  it("drops what it cannot read, and goes on with the rest", async () => {
    const api = openTestApi();
    await begin(api);
    const [good] = await takeAll(api, "events");
    const messages = ["no json", "{}", '{"kind":"flow-run"}', good!].map((body, at) => ({ id: String(at), body }));
    expect(await createReact(api.parts)(messages)).toEqual({ again: [] });
    expect(await namesOf(api)).toEqual(["prefect.flow-run.Running"]);
    expect(api.logged).toHaveLength(3);
  });

  it.each(["react:events-written"] satisfies CrashPoint[])("loses and doubles nothing when it dies at %s", async (point) => {
    const api = openTestApi();
    const run = await begin(api);
    await end(api, run.id);
    armCrashPoint((name) => {
      if (name === point) throw new Error("died here");
    });
    await expect(consumeAll(api, "events", createReact(api.parts))).rejects.toThrow("died here");
    armCrashPoint(undefined);
    await consumeAll(api, "events", createReact(api.parts));
    expect(await namesOf(api)).toEqual(["prefect.flow-run.Running", "prefect.flow-run.Completed"]);
  });
});

function announcement(run: { id: string; flow_id: string }, number: number, type: "COMPLETED" | "CANCELLED", now: number): string {
  const timestamp = `${new Date(now).toISOString().slice(0, -1)}000Z`;
  const states: TransitionMessage["states"] = [{ id: stateId(run.id, number), type, name: type, timestamp }];
  return JSON.stringify({
    kind: "flow-run",
    run_id: run.id,
    flow_id: run.flow_id,
    deployment_id: null,
    states,
  } satisfies TransitionMessage);
}
