// A flow with a schedule, a tag and parameters, deployed: `millrace deployment create examples/deployment.ts`, and agents run it.
import { cronSchedule, deployment, flow, intervalSchedule, subprocess, task } from "millrace";
import * as z from "zod";

const count = task({ retries: 2 }, async (day: string) => day.length);

export const report = flow(
  { name: "daily report", parameters: z.object({ day: z.iso.date().default("2026-11-23"), detailed: z.boolean().default(false) }) },
  async ({ day, detailed }) => `${day}: ${await count(day)} flights${detailed ? ", each on time" : ""}`,
);

export const daily = deployment({
  flow: report,
  name: "daily",
  schedules: [
    cronSchedule("0 9 * * MON-FRI", { timezone: "Europe/Kyiv", overlap: "skip" }),
    // at noon on the last day of each month
    intervalSchedule({ months: 1, anchor: "2026-01-31T12:00", timezone: "Europe/Kyiv", parameters: { detailed: true } }),
  ],
  tags: ["reports"],
  infrastructure: subprocess({ env: { TZ: "Europe/Kyiv" } }),
  concurrency: 1,
  crashRetries: 5,
  catchUp: "latest",
});

// only with `node examples/deployment.ts`, not when it is deployed
if (import.meta.main) console.log(await report({ detailed: true }));
