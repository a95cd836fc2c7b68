import { describe, expect, it } from "vitest";
import { OrchestrationResult, SetState, State, StateCreate, StateType } from "#core/contract/states.ts";
import { at, idOf } from "../rules/records.ts";

const state = (type: string, state_details: object = {}) => ({
  id: idOf(1),
  type,
  name: "x",
  timestamp: at(0),
  message: null,
  data: null,
  state_details,
});

describe("State", () => {
  it.each(StateType.options)("%s parses, with the details its type asks for and no others missing", (type) => {
    const needed: Record<string, object> = { SCHEDULED: { scheduled_time: at(1) }, PAUSED: { pause_timeout: at(1) } };
    expect(State.safeParse(state(type, needed[type])).success).toBe(true);
    expect(State.safeParse(state(type)).success).toBe(needed[type] === undefined);
  });

  it.each([
    ["another type", state("LATE")],
    ["a timestamp without microseconds", { ...state("RUNNING"), timestamp: "2026-11-23T09:00:00Z" }],
    ["no id", { ...state("RUNNING"), id: undefined }],
    ["no message", { ...state("RUNNING"), message: undefined }],
    ["an empty name", { ...state("RUNNING"), name: "" }],
  ])("does not parse with %s", (_, value) => {
    expect(State.safeParse(value).success).toBe(false);
  });
});

describe("StateCreate", () => {
  it("needs no more than a type, and takes null for nothing", () => {
    expect(StateCreate.parse({ type: "RUNNING", name: null, message: null, data: null, state_details: null })).toEqual({
      type: "RUNNING",
      data: null,
    });
    expect(StateCreate.safeParse({}).success).toBe(false);
    expect(StateCreate.safeParse({ type: "RUNNING", colour: "red" }).success).toBe(false);
    expect(StateCreate.safeParse({ type: "RUNNING", state_details: { colour: "red" } }).success).toBe(false);
  });

  it("takes the details as Prefect's client sends them", () => {
    const sent = {
      pause_timeout: 1_795_381_820.780518,
      scheduled_time: "2026-11-22 21:08:31.969624+00:00",
      traceparent: null,
      run_input_keyset: { schema: "s" },
    };
    expect(StateCreate.parse({ type: "PAUSED", state_details: sent }).state_details).toEqual({
      pause_timeout: "2026-11-22T21:10:20.780518Z",
      scheduled_time: "2026-11-22T21:08:31.969624Z",
      traceparent: null,
      run_input_keyset: { schema: "s" },
    });
  });
});

describe("SetState", () => {
  it("is not forced unless it says so", () => {
    expect(SetState.parse({ state: { type: "RUNNING" } })).toMatchObject({ force: false });
    expect(SetState.parse({ state: { type: "RUNNING" }, force: null }).force).toBe(false);
    expect(SetState.parse({ state: { type: "RUNNING" }, force: true, epoch: 0 })).toMatchObject({ force: true, epoch: 0 });
    for (const epoch of [-1, 1.5, "1"]) expect(SetState.safeParse({ state: { type: "RUNNING" }, epoch }).success).toBe(false);
  });
});

describe("OrchestrationResult", () => {
  it("has one shape of details for each kind", () => {
    expect(
      OrchestrationResult.safeParse({ status: "WAIT", state: null, details: { type: "wait_details", delay_seconds: 1, reason: null } })
        .success,
    ).toBe(true);
    expect(OrchestrationResult.safeParse({ status: "WAIT", state: null, details: { type: "wait_details", reason: null } }).success).toBe(
      false,
    );
    expect(OrchestrationResult.safeParse({ status: "WAIT", state: null, details: {} }).success).toBe(false);
  });
});
