import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Event, EventPage } from "#core/contract/events.ts";
import { systemIds } from "#core/ports/system.ts";
import { byEventTime } from "#core/rules/event-order.ts";
import { openTestApi, START, type TestApi } from "./support/api.ts";

const event = (name: string, at: number, more: Partial<Event> = {}) => ({
  id: systemIds.uuid(),
  event: name,
  occurred: new Date(at).toISOString(),
  resource: { "prefect.resource.id": `my.thing.${name}` },
  ...more,
});

/** Follows next_page as a client does, from the whole address. */
async function readAll(api: TestApi, body: Parameters<TestApi["client"]["filterEvents"]>[0]["body"]): Promise<Event[]> {
  let page: EventPage = await api.client.filterEvents({ body });
  const { total } = page;
  const events = [...page.events];
  while (page.next_page !== null) {
    const answer = await api.send("GET", page.next_page.slice(page.next_page.indexOf("/api") + 4));
    expect(answer.status).toBe(200);
    page = answer.json as EventPage;
    expect(page.total).toBe(total);
    events.push(...page.events);
  }
  expect(events).toHaveLength(total);
  return events;
}

describe("events of clients", () => {
  it("are stored, listed once when sent twice, and come with the time they were received", async () => {
    const api = openTestApi();
    const sent = [event("a", START - 1000), event("b", START - 2000)];
    for (let turn = 0; turn < 2; turn++) expect((await api.send("POST", "/events", sent)).status).toBe(204);
    await api.client.createEvents({ body: [sent[1]!] });
    const { events, total } = await api.client.filterEvents({ body: {} });
    expect([events.map(({ event }) => event), total]).toEqual([["a", "b"], 2]);
    expect(events[0]).toMatchObject({ related: [], payload: {}, follows: null, received: expect.stringMatching(/^2026-11-23T09:00:00/) });
  });

  it.each([
    ["no resource id", { resource: { name: "x" } }],
    ["a related resource without a role", { related: [{ "prefect.resource.id": "x" }] }],
    ["a payload beyond its bound", { payload: { text: "x".repeat(40_000) } }],
    ["no name", { event: "" }],
    ["an unknown key", { colour: "red" }],
  ])("are refused with %s", async (_what, wrong) => {
    const api = openTestApi();
    const answer = await api.send("POST", "/events", [{ ...event("a", START), ...wrong }]);
    expect([answer.status, answer.problem.code]).toEqual([422, "invalid"]);
    expect((await api.client.filterEvents({ body: {} })).total).toBe(0);
  });
});

describe("listing events", () => {
  it.each([
    [{ event: { prefix: ["shop."] } }, ["shop.closed", "shop.opened"]],
    [{ event: { name: ["shop.opened"] } }, ["shop.opened"]],
    [{ event: { exclude_prefix: ["shop."], exclude_name: ["x"] } }, ["bank.opened"]],
    [{ resource: { id: ["my.thing.shop.closed"] } }, ["shop.closed"]],
    [{ resource: { id_prefix: ["my.thing.bank"] } }, ["bank.opened"]],
    [{ resource: { labels: { town: "Ulm" } } }, ["shop.opened"]],
    [{ resource: { labels: { town: ["*", "!Ulm"] } } }, ["bank.opened"]],
    [{ resource: { labels: { town: [] } } }, []],
    [{ related: { role: ["owner"] } }, ["shop.opened"]],
    [{ related: [{ role: ["owner"] }, { id: ["person.2"] }] }, []],
    [{ related: { resources_in_roles: [["person.1", "owner"]] } }, ["shop.opened"]],
    [{ any_resource: { id: ["person.1"] } }, ["shop.opened"]],
    [{ text: { query: "ulm -closed" } }, ["shop.opened"]],
    [{ occurred: { since: "2026-11-23T08:59:58Z" } }, ["shop.closed"]],
    [{ occurred: { until: "2026-11-23T08:59:57Z" } }, ["shop.opened", "bank.opened"]],
    [
      { event: { name: [], prefix: [] }, resource: { id: [] }, related: [], id: { id: [] }, order: "ASC" },
      ["bank.opened", "shop.opened", "shop.closed"],
    ],
  ] as const)("with %j finds %j", async (filter, names) => {
    const api = openTestApi();
    const owner = [{ "prefect.resource.id": "person.1", "prefect.resource.role": "owner" }];
    await api.client.createEvents({
      body: [
        event("bank.opened", START - 4000, { resource: { "prefect.resource.id": "my.thing.bank", town: "Bonn" } }),
        event("shop.opened", START - 3000, { resource: { "prefect.resource.id": "my.thing.shop", town: "Ulm" }, related: owner }),
        event("shop.closed", START - 2000),
      ],
    });
    const answer = await api.send("POST", "/events/filter", { filter });
    expect((answer.json as EventPage).events.map(({ event }) => event)).toEqual(names);
  });

  it("pages through any number of days and chunks in order, each event once", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ ago: fc.integer({ min: 0, max: 3 * 86_400_000 }), batch: fc.nat(4) }), { maxLength: 60 }),
        fc.constantFrom("ASC" as const, "DESC" as const),
        fc.integer({ min: 1, max: 7 }),
        async (made, order, limit) => {
          const api = openTestApi();
          const all = made.map(({ ago, batch }) => ({ batch, sent: event("e", START - ago) }));
          for (const [, group] of Map.groupBy(all, ({ batch }) => batch))
            await api.client.createEvents({ body: group.map(({ sent }) => sent) });
          // some again, in another company
          await api.client.createEvents({ body: all.slice(0, 5).map(({ sent }) => sent) });
          const listed = await readAll(api, { filter: { order }, limit });
          const expected = all.map(({ sent }) => ({ id: sent.id, occurred: `${sent.occurred.slice(0, -1)}000Z` })).sort(byEventTime);
          if (order === "DESC") expected.reverse();
          expect(listed.map(({ id, occurred }) => ({ id, occurred }))).toEqual(expected);
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each(["ASC", "DESC"] as const)("keeps the order %s where many chunks overlap", async (order) => {
    const api = openTestApi();
    for (let at = 0; at < 120; at++) {
      const begins = START - 3_600_000 + at * 100;
      await api.client.createEvents({ body: [event("first", begins), event("last", begins + 50_000)] });
    }
    const times = (await readAll(api, { filter: { order } })).map(({ occurred }) => occurred);
    expect(times).toHaveLength(240);
    expect(times).toEqual(order === "ASC" ? [...times].sort() : [...times].sort().reverse());
  });

  it.each(["x", "e30", Buffer.from('{"filter":{},"limit":1}').toString("base64url")])("refuses the page token %s", async (token) => {
    const answer = await openTestApi().send("GET", `/events/filter/next?page-token=${token}`);
    expect([answer.status, answer.problem.code]).toEqual([403, "forbidden"]);
  });
});

describe("how long events are kept", () => {
  it.each([
    [{}, 30],
    [{ events: 7 }, 7],
  ])("under %j is %i days from when they occurred", async (retention, days) => {
    const api = openTestApi({ retention });
    await api.client.createEvents({ body: [event("a", START - 1000)] });
    const listed = async () =>
      (await api.client.filterEvents({ body: { filter: { occurred: { since: "2026-11-01T00:00:00Z" } } } as never })).total;
    api.clock.advance(days * 86_400_000 - 60_000);
    expect(await listed()).toBe(1);
    api.clock.advance(120_000);
    expect(await listed()).toBe(0);
  });

  it("may be for ever", async () => {
    const api = openTestApi({ retention: { events: 0 } });
    await api.client.createEvents({ body: [event("a", START - 1000)] });
    api.clock.advance(3650 * 86_400_000);
    expect((await api.client.filterEvents({ body: { filter: { occurred: { since: "2026-11-01T00:00:00Z" } } } as never })).total).toBe(1);
  });
});
