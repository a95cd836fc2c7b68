import { createClient } from "#core/contract/client.ts";
import type { RunnerCall } from "#core/ports/runner.ts";
import { openRemote } from "#sdk/api/remote.ts";
import type { RunOutcome } from "../events.ts";
import { flowEnvironment } from "./flow-environment.ts";
import { type OneRunOptions, runOne } from "./run-one.ts";

/** Where one invocation takes place. */
export interface Invocation extends Pick<OneRunOptions, "holder" | "remainingMs" | "log" | "stop"> {
  /** Address of the API. */
  readonly apiUrl: string;
  /** A directory of the runner's own, which the next invocation finds again. */
  readonly home: string;
  /** The environment of the runner, of which the flow sees next to nothing. */
  readonly around: NodeJS.ProcessEnv;
}

/** Takes the run of a call in hand with nothing but its token, in a process of its own. */
export async function invokeRunner(call: RunnerCall, invocation: Invocation): Promise<RunOutcome | undefined> {
  const { apiUrl, home, around, ...rest } = invocation;
  const remote = await openRemote({ url: apiUrl, token: call.token, timeoutMs: 30_000, advice: "See whether the API answers." });
  try {
    return await runOne({
      ...rest,
      flowRunId: call.flow_run_id,
      connection: { client: createClient(remote.transport), url: apiUrl },
      dataDir: home,
      env: flowEnvironment(around, { apiUrl, token: call.token, home }),
    });
  } finally {
    await remote.close();
  }
}
