import fc from "fast-check";
import { flow, task } from "millrace";
import { openTestHarness, type TestHarness } from "millrace/testing";
import { describe, expect, it } from "vitest";
import { hasKeptResult } from "#core/rules/states.ts";
import type { FlowRunScope } from "#sdk/engine/flow-run-scope.ts";
import { reschedule, runAttempt, scheduleRun } from "./claimed.ts";

// A flow is a list of steps: each calls some tasks at once and waits for them. An attempt dies before a step, or while one goes on; of what
// it did, the API knows what was reported until then.

const Call = fc.record({ task: fc.constantFrom("a", "b", "loose"), arg: fc.integer({ min: 0, max: 3 }) });
const Steps = fc.array(fc.array(Call, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 5 });
const Deaths = fc.array(fc.record({ step: fc.nat({ max: 5 }), inside: fc.boolean(), reported: fc.boolean() }), { maxLength: 3 });

interface Death {
  readonly step: number;
  readonly inside: boolean;
  readonly reported: boolean;
}

type Calls = readonly (readonly { readonly task: string; readonly arg: number }[])[];

/** The flow, how often the body of each call ran, and a way to let attempts die. */
function build(steps: Calls) {
  const bodies = new Map<string, number>();
  const state: { run: FlowRunScope | undefined; death: Death | undefined } = { run: undefined, death: undefined };
  const make = (name: string) =>
    task({ name, persistResult: name !== "loose" }, async (arg: number, place: string) => {
      bodies.set(place, (bodies.get(place) ?? 0) + 1);
      await Promise.resolve();
      if (state.death?.inside === true && place.startsWith(`${state.death.step}.`) && place.endsWith(".0")) await die();
      return arg * 10;
    });
  const tasks = { a: make("a"), b: make("b"), loose: make("loose") };
  const die = async () => {
    const { run, death } = state;
    if (run === undefined || death === undefined) return;
    if (death.reported) await run.reporter.settle(1_000);
    run.handBack(new Error("gone"));
    await new Promise(() => {});
  };
  const made = flow("made", async () => {
    const values: number[] = [];
    for (const [number, calls] of steps.entries()) {
      if (state.death?.inside === false && state.death.step === number) await die();
      const futures = calls.map(({ task: name, arg }, at) => tasks[name as "a"](arg, `${number}.${at}.${at}`));
      values.push(...(await Promise.all(futures)));
    }
    return values;
  });
  return { made, bodies, state };
}

/** The calls whose result the API has, by task key and number. */
async function keptCalls(harness: TestHarness, id: string): Promise<string[]> {
  const runs = await harness.taskRuns(id);
  return runs
    .filter(({ state }) => state?.type === "COMPLETED" && hasKeptResult(state))
    .map(({ task_key, dynamic_key }) => `${task_key}/${dynamic_key}`);
}

describe("a flow whose processes die", () => {
  it("comes to its value, and runs no body again whose result was kept", { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(Steps, Deaths, async (steps, deaths) => {
        await using harness = await openTestHarness();
        const { made, bodies, state } = build(steps);
        const id = await scheduleRun(harness.client, made);
        const placeOf = places(steps);
        const frozen = new Map<string, number>();
        const attempt = async (death: Death | undefined) => {
          state.death = death;
          const end = await harness.run(() =>
            runAttempt(made as never, id, (run) => {
              state.run = run;
            }),
          );
          for (const [place, count] of frozen) expect([place, bodies.get(place)]).toEqual([place, count]);
          return end;
        };
        for (const death of deaths) {
          const { state: ended } = await attempt(death);
          if (ended.type === "COMPLETED") break;
          for (const call of await keptCalls(harness, id)) {
            const place = placeOf(call);
            frozen.set(place, bodies.get(place) ?? 0);
          }
          await reschedule(harness.client, id);
        }
        const run = await harness.client.readFlowRun({ params: { id } });
        if (run.state_type !== "COMPLETED") {
          const { came } = await attempt(undefined);
          expect(came).toEqual({ value: steps.flat().map(({ arg }) => arg * 10) });
        }
        const rows = (await harness.taskRuns(id)).map(({ task_key, dynamic_key }) => `${task_key}/${dynamic_key}`);
        expect(rows.length).toBe(steps.flat().length);
        expect(new Set(rows).size).toBe(rows.length);
      }),
      { numRuns: 60 },
    );
  });
});

/** Where in the flow a call is, from its task key and number. */
function places(steps: Calls): (call: string) => string {
  const byNumber = new Map<string, string[]>();
  for (const [number, calls] of steps.entries())
    for (const [at, { task: name }] of calls.entries()) byNumber.set(name, [...(byNumber.get(name) ?? []), `${number}.${at}.${at}`]);
  return (call) => {
    const [key = "", number] = call.split("/");
    const name = [...byNumber.keys()].find((candidate) => key === candidate || key.startsWith(`${candidate}-`)) ?? key;
    return byNumber.get(name)?.[Number(number)] ?? call;
  };
}
