import { describe, expect, it } from "vitest";
import type { State, StateType } from "#core/contract/states.ts";
import { flowRunRules } from "#core/rules/flow-run-policy.ts";
import { ANY, ANY_OR_NONE, abort, except, FINAL, keepCurrent, NOT_FINAL, policyOf, type Rule } from "#core/rules/policy.ts";
import { isFinal } from "#core/rules/states.ts";
import { taskRunRules } from "#core/rules/task-run-policy.ts";
import { flowRun } from "./records.ts";

interface Run {
  readonly states: readonly State[];
  readonly marks: readonly string[];
}
type TestRule = Rule<Run, { readonly force: boolean }>;

const rule = (name: string, apply: TestRule["apply"], changes: Partial<TestRule> = {}): TestRule => ({
  name,
  from: ANY_OR_NONE,
  to: ANY,
  apply,
  ...changes,
});
const running: Run = { states: flowRun(["RUNNING"]).states, marks: [] };
const asked = { force: false };

describe("policyOf", () => {
  it("asks rules in order, each seeing what the ones before amended, until one gives a verdict", () => {
    const decide = policyOf<Run, { force: boolean }>([
      rule("rename", (transition) => {
        transition.state = { ...transition.state, name: "First" };
        transition.patch = { marks: ["first"] };
        return undefined;
      }),
      rule("look", ({ state, patch }) => keepCurrent(`${state.name} ${patch?.marks?.[0]}`)),
      rule("never", () => abort("not asked")),
    ]);
    expect(decide(running, { type: "COMPLETED" }, asked)).toEqual({ status: "REJECT", state: null, reason: "First first" });
  });

  it("accepts the amended state with its patch when no rule objects", () => {
    const decide = policyOf<Run, { force: boolean }>([
      rule("rename", (transition) => {
        transition.state = { ...transition.state, name: "Renamed" };
        transition.patch = { marks: ["a"] };
        return undefined;
      }),
    ]);
    expect(decide(running, { type: "RUNNING" }, asked)).toEqual({
      status: "ACCEPT",
      state: { type: "RUNNING", name: "Renamed" },
      patch: { marks: ["a"] },
    });
    expect(policyOf<Run, { force: boolean }>([])(running, { type: "RUNNING" }, asked)).toEqual({
      status: "ACCEPT",
      state: { type: "RUNNING" },
    });
  });

  it("patches for a state stored instead, but for nothing when nothing is stored", () => {
    const mark = rule("mark", (transition) => {
      transition.patch = { marks: ["a"] };
      return undefined;
    });
    const verdicts = [
      [keepCurrent("no"), { status: "REJECT", state: null, reason: "no" }],
      [abort("no"), { status: "ABORT", reason: "no" }],
      [
        { status: "REJECT" as const, state: { type: "FAILED" as const }, reason: "no" },
        { status: "REJECT", state: { type: "FAILED" }, reason: "no", patch: { marks: ["a"] } },
      ],
    ] as const;
    for (const [verdict, expected] of verdicts)
      expect(policyOf<Run, { force: boolean }>([mark, rule("say", () => verdict)])(running, { type: "RUNNING" }, asked)).toEqual(expected);
  });

  it("asks a rule only about its own transitions, and under force only if it says so", () => {
    const decide = policyOf<Run, { force: boolean }>([
      rule("start", () => abort("start"), { from: [null], to: ["RUNNING"] }),
      rule("end", () => abort("end"), { from: ["RUNNING"], to: ["COMPLETED"], evenForced: true }),
      rule("fail", () => abort("fail"), { from: ["RUNNING"], to: ["FAILED"] }),
    ]);
    const empty: Run = { states: [], marks: [] };
    const ask = (run: Run, type: StateType, force: boolean) => {
      const decision = decide(run, { type }, { force });
      return decision.status === "ABORT" ? decision.reason : decision.status;
    };
    expect([ask(empty, "RUNNING", false), ask(empty, "RUNNING", true), ask(running, "RUNNING", false)]).toEqual([
      "start",
      "ACCEPT",
      "ACCEPT",
    ]);
    expect([ask(running, "COMPLETED", false), ask(running, "COMPLETED", true)]).toEqual(["end", "end"]);
    expect([ask(running, "FAILED", false), ask(running, "FAILED", true)]).toEqual(["fail", "ACCEPT"]);
  });
});

describe("the tables", () => {
  it("name each rule once and give it transitions", () => {
    for (const rules of [flowRunRules, taskRunRules]) {
      expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length);
      for (const { name, from, to } of rules) {
        expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
        expect(from.length * to.length).toBeGreaterThan(0);
      }
    }
  });

  it("split the types into final ones and others", () => {
    expect([...FINAL, ...NOT_FINAL].sort()).toEqual([...ANY].sort());
    expect(FINAL.every(isFinal)).toBe(true);
    expect(NOT_FINAL.some(isFinal)).toBe(false);
    expect(except(...FINAL)).toEqual(ANY.filter((type) => !isFinal(type)));
    expect(ANY_OR_NONE).toEqual([null, ...ANY]);
  });
});
