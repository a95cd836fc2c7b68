import type { FlowRun } from "#core/contract/flow-runs.ts";
import { formatTimestamp, toTimestamp } from "#core/contract/scalars.ts";
import { isFinal } from "#core/rules/states.ts";
import { currentScope } from "../context/scope.ts";
import { currentRuntime } from "../engine/runtime.ts";
import { refuseOption } from "./check-options.ts";

/** How a deployment is run. */
export interface RunDeploymentOptions {
  /** Put over the deployment's own. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** When it is due: ISO 8601 (UTC without an offset) or a Date. Default: now. */
  readonly at?: string | Date;
  /** Default: an adjective and an animal. */
  readonly name?: string;
  /** Added to the deployment's own. */
  readonly tags?: readonly string[];
  /** Wait until the run has ended; a number is the most seconds to wait. Default false. */
  readonly wait?: boolean | number;
  /** The same key makes one run, however often it is asked for. */
  readonly idempotencyKey?: string;
}

/** The run as last seen: SCHEDULED, or with `wait` in the state it ended in (or is in when the time to wait was up). */
export type DeploymentRunResult = Pick<FlowRun, "id" | "name" | "state" | "parameters">;

/**
 * Runs a deployment: an agent takes the run, this process only asks for it.
 *
 * ```ts
 * const { state } = await runDeployment("train/nightly", { parameters: { trees: 20 }, wait: true });
 * ```
 *
 * @param deployment `flow/name`, or the deployment's id.
 * @returns the run; a run that failed does not reject, its state tells.
 * @throws InvalidOptionsError, ApiUnreachableError, ApiError (404 for a deployment that is not there, 422 for parameters that do not fit).
 */
export async function runDeployment(deployment: string, options: RunDeploymentOptions = {}): Promise<DeploymentRunResult> {
  const { parameters = {}, at, name, tags = [], wait = false, idempotencyKey } = options;
  const time = at === undefined ? undefined : timeOf(at);
  const { client, clock } = await currentRuntime();
  const id = await idOf(client, deployment);
  const made = await client.createDeploymentRun({
    params: { id },
    body: {
      parameters: { ...parameters },
      tags: [...tags],
      ...(time !== undefined && { state: { type: "SCHEDULED", state_details: { scheduled_time: time } } }),
      ...(name !== undefined && { name }),
      ...(idempotencyKey !== undefined && { idempotency_key: idempotencyKey }),
    },
  });
  if (wait === false) return made;
  const until = clock.now() + (wait === true ? Number.POSITIVE_INFINITY : wait * 1000);
  const signal = currentScope()?.flowRun.signal;
  for (let run = made, pause = POLL_FIRST_MS; ; pause = Math.min(pause * 1.5, POLL_MOST_MS)) {
    if (isFinal(run.state_type) || clock.now() >= until) return run;
    await clock.sleep(Math.min(pause, Math.max(1, until - clock.now())), signal);
    run = await client.readFlowRun({ params: { id: made.id } });
  }
}

const POLL_FIRST_MS = 50;
const POLL_MOST_MS = 1000;

function timeOf(at: string | Date): string {
  const stamp = at instanceof Date ? (Number.isNaN(at.getTime()) ? undefined : formatTimestamp(at.getTime())) : toTimestamp(at);
  if (stamp === undefined) throw refuseOption("runDeployment", "at", String(at), "ISO 8601 such as 2026-11-23T09:30:00Z, or a Date");
  return stamp;
}

async function idOf(client: Awaited<ReturnType<typeof currentRuntime>>["client"], deployment: string): Promise<string> {
  const slash = deployment.lastIndexOf("/");
  if (slash < 0) return deployment;
  const params = { flow_name: deployment.slice(0, slash), deployment_name: deployment.slice(slash + 1) };
  return (await client.readDeploymentByName({ params })).id;
}
