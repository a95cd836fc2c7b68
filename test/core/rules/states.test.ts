import { describe, expect, it } from "vitest";
import { State, StateType } from "#core/contract/states.ts";
import { hasKeptResult, isFinal, makeState, stateName } from "#core/rules/states.ts";
import { at, idOf } from "./records.ts";

const assigned = { id: idOf(7), timestamp: at(0) };

describe("isFinal", () => {
  it("is true for exactly the four types a run ends in", () => {
    expect(StateType.options.filter(isFinal)).toEqual(["COMPLETED", "FAILED", "CANCELLED", "CRASHED"]);
    expect(isFinal(null)).toBe(false);
    expect(isFinal(undefined)).toBe(false);
  });
});

describe("stateName", () => {
  it("is the type in title case", () => {
    for (const type of StateType.options) expect(stateName(type)).toBe(type.charAt(0) + type.slice(1).toLowerCase());
  });
});

describe("makeState", () => {
  it.each(StateType.options)("makes a state that parses from a bare %s", (type) => {
    const state = makeState({ type }, assigned);
    expect(State.parse(state)).toEqual(state);
    expect(state).toMatchObject({ id: idOf(7), timestamp: at(0), name: stateName(type), message: null, data: null });
  });

  it("schedules for now and pauses for an hour unless told otherwise", () => {
    expect(makeState({ type: "SCHEDULED" }, assigned).state_details.scheduled_time).toBe(at(0));
    expect(makeState({ type: "PAUSED" }, assigned).state_details.pause_timeout).toBe(at(3600));
    expect(makeState({ type: "SCHEDULED", state_details: { scheduled_time: at(5) } }, assigned).state_details.scheduled_time).toBe(at(5));
    expect(makeState({ type: "PAUSED", state_details: { pause_timeout: at(6) } }, assigned).state_details.pause_timeout).toBe(at(6));
  });

  it("keeps name, message and data, and gives its own id and timestamp", () => {
    const proposed = {
      type: "COMPLETED" as const,
      name: "Cached",
      message: "from yesterday",
      data: { type: "inline" },
      id: idOf(1),
      timestamp: at(-9),
    };
    expect(makeState(proposed, assigned)).toEqual({
      type: "COMPLETED",
      name: "Cached",
      message: "from yesterday",
      data: { type: "inline" },
      id: idOf(7),
      timestamp: at(0),
      state_details: {},
    });
  });

  it("leaves out details that say nothing, but keeps retriable: false and zeros", () => {
    const details = {
      cache_key: null,
      pause_reschedule: false,
      untrackable_result: true,
      retriable: false,
      run_input_keyset: {},
      task_run_id: undefined,
    };
    expect(makeState({ type: "FAILED", state_details: details }, assigned).state_details).toEqual({
      untrackable_result: true,
      retriable: false,
      run_input_keyset: {},
    });
  });
});

describe("hasKeptResult", () => {
  it.each([
    [{ type: "inline", value: "1" }, {}, true],
    [{ storage_key: "a" }, {}, true],
    [null, {}, false],
    [{ type: "unpersisted" }, {}, false],
    [{ type: "inline" }, { untrackable_result: true }, false],
  ])("%j with %j: %s", (data, state_details, kept) => {
    expect(hasKeptResult({ data, state_details })).toBe(kept);
  });
});
