import { describe, expect, it } from "vitest";
import type { StateType } from "#core/contract/states.ts";
import { finalStateOf, judge, type Outcome } from "#core/rules/final-state.ts";
import { idOf } from "./records.ts";

const byHand = (type: StateType): Outcome => ({ type });
const ofRun = (type: StateType): Outcome => ({ type, state_details: { task_run_id: idOf(2) } });
const isState = (value: unknown): value is Outcome => typeof value === "object" && value !== null && "type" in value;
const final = (value: unknown, children: readonly Outcome[] = []) => finalStateOf(value, { isState, children });

describe("finalStateOf", () => {
  it("uses a state made by hand as it is", () => {
    for (const state of [byHand("FAILED"), byHand("RUNNING"), { ...byHand("CANCELLED"), state_details: {} }]) {
      expect(final(state, [ofRun("COMPLETED")])).toEqual({ kind: "given", state });
    }
  });

  it.each([{ task_run_id: idOf(2) }, { flow_run_id: idOf(2) }])("judges a state of a run, %j", (state_details) => {
    const state: Outcome = { type: "COMPLETED", state_details };
    expect(final(state)).toEqual({ kind: "judged", from: [state], state: { type: "COMPLETED", message: "All states completed." } });
  });

  it("judges lists and sets of nothing but states, made by hand or not", () => {
    const states = [byHand("COMPLETED"), ofRun("FAILED")];
    expect(final(states)).toMatchObject({ kind: "judged", from: states, state: { type: "FAILED", message: "1/2 states failed." } });
    expect(final(new Set(states))).toMatchObject({ kind: "judged", state: { type: "FAILED" } });
  });

  it("judges nothing by the outcomes nobody looked at", () => {
    expect(final(undefined, [ofRun("COMPLETED"), ofRun("CRASHED")])).toMatchObject({
      kind: "judged",
      state: { type: "FAILED", message: "1/2 states failed." },
    });
    expect(final(undefined, [ofRun("COMPLETED")])).toMatchObject({ kind: "judged", state: { type: "COMPLETED" } });
    expect(final(undefined)).toEqual({ kind: "value", value: undefined, state: { type: "COMPLETED" } });
  });

  it.each([null, 0, "", [], new Set(), [1, byHand("FAILED")], { state: byHand("FAILED") }, new Map([["a", byHand("FAILED")]])])(
    "completes with any other value: %j",
    (value) => {
      expect(final(value, [ofRun("FAILED")])).toEqual({ kind: "value", value, state: { type: "COMPLETED" } });
    },
  );
});

describe("judge", () => {
  it.each<[StateType[], StateType, string]>([
    [["COMPLETED", "COMPLETED"], "COMPLETED", "All states completed."],
    [["COMPLETED", "FAILED", "CRASHED", "CANCELLED", "RUNNING"], "FAILED", "2/5 states failed."],
    [["COMPLETED", "CANCELLED", "RUNNING"], "CANCELLED", "1/3 states cancelled."],
    [["COMPLETED", "PENDING", "PAUSED"], "FAILED", "2/3 states are not final."],
  ])("%j: %s", (types, type, message) => {
    expect(judge(types.map(ofRun))).toEqual({ type, message });
  });
});
