// The work of the overhead benchmark on Millrace: flows.ts WORK TASKS REPEATS RESULT-FILE. Mirrors flows.py.
import { writeFileSync } from "node:fs";
import { flow, getRunContext, task } from "millrace";

const step = task({ name: "step" }, (value: number) => value + 1);

const flows = {
  "three-steps": flow({ name: "three-steps" }, async (_tasks: number) => {
    await step(await step(await step(0)));
    return runId();
  }),
  sequential: flow({ name: "sequential" }, async (tasks: number) => {
    for (let index = 0; index < tasks; index++) await step(index);
    return runId();
  }),
  concurrent: flow({ name: "concurrent" }, async (tasks: number) => {
    const futures = Array.from({ length: tasks }, (_, index) => step(index));
    for (const future of futures) await future;
    return runId();
  }),
};

const [work, tasks, repeats, resultFile] = process.argv.slice(2) as [keyof typeof flows, string, string, string];
// warm-up; a single 3-step flow is the measure of a whole process and has none
if (Number(tasks) > 3 || Number(repeats) > 1) await measure("three-steps", 3);
const runs = [];
for (let repeat = 0; repeat < Number(repeats); repeat++) runs.push(await measure(work, Number(tasks)));
writeFileSync(resultFile, JSON.stringify({ runs, peakMb: process.resourceUsage().maxRSS / 1024 }));

async function measure(name: keyof typeof flows, count: number): Promise<object> {
  const started = performance.now();
  const flowRunId = await flows[name](count);
  const returned = performance.now();
  const recordedAtReturn = await recorded(flowRunId);
  for (let known = recordedAtReturn; known < count && performance.now() - returned < 900_000; known = await recorded(flowRunId)) {
    await new Promise((resolve) => setTimeout(resolve, 50)); // asking costs the server time too
  }
  return { flowRunId, returnedMs: returned - started, recordedMs: performance.now() - started, recordedAtReturn };
}

/** How many completed task runs of the flow run the server knows. */
async function recorded(flowRunId: string): Promise<number> {
  const body = { flow_runs: { id: { any_: [flowRunId] } }, task_runs: { state: { type: { any_: ["COMPLETED"] } } } };
  const answer = await fetch(`${process.env.MILLRACE_API_URL}/task_runs/count`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`counting task runs: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as number;
}

function runId(): string {
  return getRunContext().flowRun.id;
}
