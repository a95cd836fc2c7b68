import type { FlowRunRecord } from "#core/contract/documents.ts";
import type { Store } from "#core/ports/store.ts";
import { createDayMarks } from "./day.ts";
import { placeInTime } from "./flow-run.ts";
import { dayOf, flowDeploymentKey } from "./keys.ts";

const REMEMBERED = 10_000;

/** Notes where listings have to look: which days have flow runs, and which deployments a flow has had. */
export interface RunPlaces {
  /** Must be done before the run is written; one small read per day, per deployment and process, then nothing. */
  mark(run: Pick<FlowRunRecord, "flow_id" | "deployment_id" | "expected_start_time" | "created">): Promise<void>;
  /** The same for a deployment before it has runs, so that its first run does not pay for the note. */
  markDeployment(flowId: string, deploymentId: string): Promise<void>;
}

/** The notes over a store, remembering those known to be there. */
export function createRunPlaces(store: Store): RunPlaces {
  const days = createDayMarks(store);
  const known = new Set<string>();
  const markDeployment = async (flowId: string, deploymentId: string) => {
    if (known.has(deploymentId)) return;
    const key = flowDeploymentKey(flowId, deploymentId);
    if ((await store.get(key)) === null) await store.put({ ...key, body: {} }, "absent");
    if (known.size >= REMEMBERED) known.clear();
    known.add(deploymentId);
  };
  return {
    markDeployment,
    async mark(run) {
      await days.mark(dayOf(placeInTime(run)));
      if (run.deployment_id !== null) await markDeployment(run.flow_id, run.deployment_id);
    },
  };
}
