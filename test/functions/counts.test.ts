import { afterEach, expect, it, vi } from "vitest";
import { countByLog } from "#functions/counts.ts";
import { sweptCounts } from "#functions/sweep/counts.ts";
import { printedBy } from "./support/printed.ts";
import { NOTHING_SWEPT } from "./support/swept.ts";

afterEach(() => vi.unstubAllEnvs());

it("prints one line that CloudWatch reads metrics off, under the name of the deployment, of what happened and of nothing else", async () => {
  vi.stubEnv("POWERTOOLS_SERVICE_NAME", "Millrace");
  const lines = await printedBy(() => countByLog(sweptCounts({ ...NOTHING_SWEPT, lost: 2, failed: 1 })));
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    {
      _aws: {
        Timestamp: expect.any(Number),
        CloudWatchMetrics: [
          {
            Namespace: "Millrace",
            Dimensions: [["service"]],
            Metrics: [
              { Name: "LostRuns", Unit: "Count" },
              { Name: "SweepFailures", Unit: "Count" },
            ],
          },
        ],
      },
      service: "Millrace",
      LostRuns: 2,
      SweepFailures: 1,
    },
  ]);
});

it("prints nothing where nothing happened, since a metric costs by the hour, and keeps nothing for the next time", async () => {
  expect(await printedBy(() => countByLog(sweptCounts(NOTHING_SWEPT)))).toEqual([]);
  expect(await printedBy(() => countByLog({}))).toEqual([]);
  await printedBy(() => countByLog({ LateRuns: 3 }));
  const [line] = await printedBy(() => countByLog({ LateRuns: 1 }));
  expect(JSON.parse(line!)).toMatchObject({ LateRuns: 1 });
});
