import type { Client } from "#core/contract/client.ts";
import { parseTimestamp } from "#core/contract/scalars.ts";

/** Where the time of one run went, in milliseconds. */
export interface Segments {
  /** From the request to the run's first state. */
  readonly created: number;
  /** Until an agent had claimed it. */
  readonly claimed: number;
  /** Until its process entered the flow. */
  readonly running: number;
  /** Until Completed was stored. */
  readonly completed: number;
  readonly total: number;
}

/** Triggers one run and waits for its end. Times are those of the states, which the same clock gave. */
export async function trigger(client: Client, deployment: string): Promise<Segments> {
  const started = Date.now();
  const { id } = await client.createDeploymentRun({ params: { id: deployment }, body: {} });
  for (;;) {
    const { state } = await client.readFlowRun({ params: { id } });
    if (state?.type === "COMPLETED") break;
    if (state?.type === "FAILED" || state?.type === "CRASHED") throw new Error(`The run ended ${state.name}: ${state.message}`);
    if (Date.now() - started > 30_000) throw new Error(`The run is still ${state?.name}.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const states = await client.readFlowRunStates({ query: { flow_run_id: id } });
  const at = (type: string) => parseTimestamp(states.find((state) => state.type === type)?.timestamp ?? "");
  const [scheduled, pending, running, completed] = ["SCHEDULED", "PENDING", "RUNNING", "COMPLETED"].map(at) as [
    number,
    number,
    number,
    number,
  ];
  return {
    created: scheduled - started,
    claimed: pending - scheduled,
    running: running - pending,
    completed: completed - running,
    total: completed - started,
  };
}
