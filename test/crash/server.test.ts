import { describe, expect, it } from "vitest";
import { createClient, type Transport } from "#core/contract/client.ts";
import { formatTimestamp } from "#core/contract/scalars.ts";
import { systemClock, systemIds } from "#core/ports/system.ts";
import { stateId } from "#core/rules/ids.ts";
import { startScript } from "#test/support/script.ts";
import { tempDirectory } from "#test/support/temp-directory.ts";

const over =
  (url: string): Transport =>
  async ({ method, path, body }) => {
    const answer = await fetch(`${url}/api${path}`, { method, headers: { "content-type": "application/json" }, ...(body && { body }) });
    return { status: answer.status, text: await answer.text() };
  };

async function serve(dataDir: string) {
  const script = startScript("../../server/scripts/serve", dataDir);
  await script.atLeast(1);
  return { script, client: createClient(over(script.lines[0]!)) };
}

/** Reports runs, tasks and logs until the server is gone; says what was acknowledged. */
async function load(client: ReturnType<typeof createClient>) {
  const acknowledged: { run: string; tasks: string[]; lines: string[]; isCompleted: boolean }[] = [];
  try {
    for (;;) {
      const run = { run: systemIds.runId(), tasks: [] as string[], lines: [] as string[], isCompleted: false };
      await client.beginFlowRun({ body: { id: run.run, flow: { name: "load" }, holder: "h:1" } });
      acknowledged.push(run);
      for (let sequence = 1; sequence <= 3; sequence++) {
        const at = formatTimestamp(systemClock.now());
        const ids = Array.from({ length: 5 }, () => systemIds.runId());
        const task_runs = ids.map((id) => ({
          id,
          name: "t",
          task_key: "t",
          dynamic_key: id,
          run_count: 1,
          flow_run_run_count: 1,
          expected_start_time: at,
          total_run_time: 0,
          states: [
            {
              id: stateId(id, 1),
              type: "COMPLETED" as const,
              name: "Completed",
              timestamp: at,
              message: null,
              data: null,
              state_details: {},
            },
          ],
        }));
        const message = `${run.run} ${sequence}`;
        await client.reportTaskRuns({
          body: { flow_run_id: run.run, epoch: 1, sequence, task_runs, logs: [{ name: "l", level: 20, message, timestamp: at }] },
        });
        run.tasks.push(...ids);
        run.lines.push(message);
      }
      await client.setFlowRunState({ params: { id: run.run }, body: { state: { type: "COMPLETED" }, epoch: 1 } });
      run.isCompleted = true;
    }
  } catch {
    return acknowledged;
  }
}

describe("kill -9 of the server under load", () => {
  it.each([1, 2, 3])("loses nothing it acknowledged (strike %i)", { timeout: 60_000 }, async (strike) => {
    await using directory = await tempDirectory();
    const first = await serve(directory.path);
    await using _script = first.script;
    const loads = [load(first.client), load(first.client)];
    // strike when some runs are done, at whatever moment of the next ones
    while ((await first.client.countFlowRuns({ body: {} })) < strike * 7) await new Promise((resolve) => setImmediate(resolve));
    first.script.kill();
    const acknowledged = (await Promise.all(loads)).flat();
    expect(acknowledged.length).toBeGreaterThan(strike * 5);

    const second = await serve(directory.path);
    await using _again = second.script;
    for (const { run, tasks, lines, isCompleted } of acknowledged) {
      const read = await second.client.readFlowRun({ params: { id: run } });
      if (isCompleted) expect(read.state_type).toBe("COMPLETED");
      const stored = await second.client.filterTaskRuns({ body: { task_runs: { flow_run_id: { any_: [run] } } } });
      expect(stored.map(({ id }) => id)).toEqual(expect.arrayContaining(tasks));
      const logs = await second.client.filterLogs({ body: { logs: { flow_run_id: { any_: [run] } } } });
      expect(logs.map(({ message }) => message)).toEqual(expect.arrayContaining(lines));
    }
    const listed = await second.client.filterFlowRuns({ body: { limit: 200 } });
    expect(listed.map(({ id }) => id)).toEqual(expect.arrayContaining(acknowledged.slice(0, 100).map(({ run }) => run)));
    // the reporter of an unfinished run goes on where it was
    const open = acknowledged.find(({ isCompleted }) => !isCompleted);
    if (open !== undefined) await second.client.reportTaskRuns({ body: { flow_run_id: open.run, epoch: 1, sequence: 4, task_runs: [] } });
  });
});
