import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { estimateCost, writeUnits } from "#core/rules/estimate-cost.ts";
import { billOf, sumOf } from "../../bench/cost/bill.ts";
import measured from "../../bench/cost/measured.json" with { type: "json" };
import { costTable, stack, sumOfMonth } from "../../bench/cost/report.ts";

describe("the cost table", () => {
  it("of the guide is the one that was measured and priced", () => {
    const guide = readFileSync(new URL("../../docs/guides/deploy-aws.md", import.meta.url), "utf8");
    const [, table] = /<!-- cost -->\n([\s\S]*?)<!-- \/cost -->/.exec(guide) ?? [];
    expect(table?.trim(), "npm run bench:cost -- --save writes it").toBe(costTable(measured));
  });

  it("prices what is beyond the free part, and never less than nothing", () => {
    const bill = billOf([{ alarmMonth: 12 }, { queueRequest: 3_000_000 }, { queueRequest: 1_000_000 }]);
    expect(bill.filter(({ list }) => list > 0)).toEqual([
      { what: "SQS", list: expect.closeTo(1.6), free: expect.closeTo(1.2) },
      { what: "CloudWatch alarms", list: expect.closeTo(1.2), free: expect.closeTo(0.2) },
    ]);
    expect(sumOf(bill)).toEqual({ what: "sum", list: expect.closeTo(2.8), free: expect.closeTo(1.4) });
    expect(sumOf(billOf([]))).toEqual({ what: "sum", list: 0, free: 0 });
  });

  it("keeps to its goals", () => {
    const idle = sumOfMonth("idle", measured);
    expect(idle.list).toBeLessThanOrEqual(1.2);
    expect(idle.free).toBeLessThanOrEqual(0.05);
    expect(sumOfMonth("1M task runs, 100 in each run", measured).list - idle.list).toBeLessThanOrEqual(4);
  });
});

describe("the estimate that status gives", () => {
  const month = { flowRuns: 0, agentRuns: 0, taskRuns: 0, tableBytes: 0, monthShare: 1, alarms: stack.alarms };

  it("counts the write units that were measured", () => {
    const { flowRun, taskRun, react } = measured;
    expect(writeUnits).toMatchObject({ scriptRun: flowRun.write, taskRun: taskRun.write, events: react.write });
    const readme = readFileSync(new URL("../../bench/README.md", import.meta.url), "utf8");
    expect(readme).toMatch(new RegExp(`^\\| \\*\\*whole\\*\\* .*\\| \\*\\*${writeUnits.agentRun}\\*\\* \\|$`, "m"));
    expect(readme).toContain(`A script's run costs ${writeUnits.scriptRun}.`);
  });

  it("is what the table says, about: of an idle month and of a million task runs", () => {
    expect(estimateCost(month)).toEqual({ rest: expect.closeTo(sumOfMonth("idle", measured).list, 1), runs: 0 });
    const { runs } = estimateCost({ ...month, flowRuns: 10_000, agentRuns: 10_000, taskRuns: 1e6 });
    const said = sumOfMonth("1M task runs, 100 in each run", measured).list - sumOfMonth("idle", measured).list;
    // storage, metrics and logs are not in it
    expect(runs).toBeLessThan(said);
    expect(runs).toBeGreaterThan(said / 3);
  });

  it("makes a script's run cheaper than an agent's, by the writes", () => {
    const script = estimateCost({ ...month, flowRuns: 1 }).runs;
    expect(estimateCost({ ...month, flowRuns: 1, agentRuns: 1 }).runs - script).toBeCloseTo(5 * 0.625e-6, 9);
  });
});
