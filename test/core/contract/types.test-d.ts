import { describe, expectTypeOf, it } from "vitest";
import type { Client } from "#core/contract/client.ts";
import type { FlowRunRecord, TaskRunRecord } from "#core/contract/documents.ts";
import type { Flow } from "#core/contract/flows.ts";
import type { RouteName } from "#core/contract/routes.ts";
import type { OrchestrationResult, State, StateCreate, StateType } from "#core/contract/states.ts";
import type { Decision } from "#core/rules/decision.ts";

describe("State", () => {
  it("is told apart by its type, which promises its details", () => {
    expectTypeOf<State["type"]>().toEqualTypeOf<StateType>();
    type Scheduled = Extract<State, { type: "SCHEDULED" }>;
    type Paused = Extract<State, { type: "PAUSED" }>;
    type Running = Extract<State, { type: "RUNNING" }>;
    expectTypeOf<Scheduled["state_details"]["scheduled_time"]>().toEqualTypeOf<string>();
    expectTypeOf<Paused["state_details"]["pause_timeout"]>().toEqualTypeOf<string>();
    expectTypeOf<Running["state_details"]["scheduled_time"]>().toEqualTypeOf<string | null | undefined>();
    expectTypeOf<State["message"]>().toEqualTypeOf<string | null>();
  });

  it("cannot be made without what its type asks for", () => {
    const common = { id: "", name: "", timestamp: "", message: null, data: null };
    // @ts-expect-error a scheduled state has a time
    const scheduled: State = { ...common, type: "SCHEDULED", state_details: {} };
    // @ts-expect-error there is no such type
    const late: State = { ...common, type: "LATE", state_details: {} };
    // @ts-expect-error a proposal is not a state yet
    const proposed: State = { type: "RUNNING" } satisfies StateCreate;
    void [scheduled, late, proposed];
  });
});

describe("Client", () => {
  it("has a method for each route, typed by its schemas", () => {
    expectTypeOf<keyof Client>().toEqualTypeOf<RouteName>();
    expectTypeOf<Client["readFlow"]>().parameter(0).toEqualTypeOf<{ readonly params: { id: string } }>();
    expectTypeOf<Client["readFlow"]>().returns.resolves.toEqualTypeOf<Flow>();
    expectTypeOf<Client["deleteFlow"]>().returns.resolves.toEqualTypeOf<undefined>();
    expectTypeOf<Client["setFlowRunState"]>().returns.resolves.toEqualTypeOf<OrchestrationResult>();
    expectTypeOf<Client["countFlows"]>().returns.resolves.toEqualTypeOf<number>();
    expectTypeOf<Client["filterFlows"]>().returns.resolves.toEqualTypeOf<Flow[]>();
    expectTypeOf<Client["readHealth"]>().returns.resolves.toEqualTypeOf<true>();
  });

  it("asks for what a route needs, and not for what it does not", () => {
    const client = {} as Client;
    const typed = () => [
      client.hello({}),
      client.filterFlows({}),
      client.filterFlows({ body: { sort: "NAME_ASC", flows: null } }),
      client.setFlowRunState({ params: { id: "" }, body: { state: { type: "RUNNING" } } }),
      // @ts-expect-error a flow has a name
      client.createFlow({ body: {} }),
      // @ts-expect-error the body is missing
      client.createFlow({}),
      // @ts-expect-error there is no such sort
      client.filterFlows({ body: { sort: "AGE_ASC" } }),
      // @ts-expect-error there is no such state
      client.setFlowRunState({ params: { id: "" }, body: { state: { type: "LATE" } } }),
      // @ts-expect-error the id is missing
      client.readFlow({ params: {} }),
    ];
    void typed;
  });
});

describe("Decision", () => {
  it("is told apart by its status, and patches the record it is about", () => {
    expectTypeOf<Extract<Decision, { status: "ACCEPT" }>["patch"]>().toEqualTypeOf<Partial<FlowRunRecord> | undefined>();
    expectTypeOf<Extract<Decision<TaskRunRecord>, { status: "REJECT" }>["patch"]>().toEqualTypeOf<Partial<TaskRunRecord> | undefined>();
    expectTypeOf<Extract<Decision, { status: "REJECT" }>["state"]>().toEqualTypeOf<StateCreate | null>();
    expectTypeOf<Extract<Decision, { status: "WAIT" }>>().toEqualTypeOf<{
      readonly status: "WAIT";
      readonly delaySeconds: number;
      readonly reason: string;
    }>();
  });
});
