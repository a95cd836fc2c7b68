import { invokeRunner } from "#agent/runner/invoke.ts";
import { readEnvironment } from "#cloud/environment.ts";
import type { RunnerCall } from "#core/ports/runner.ts";

const { apiUrl } = readEnvironment(process.env, "apiUrl");

/** What of Lambda's context is used. */
interface Context {
  readonly awsRequestId: string;
  readonly logStreamName: string;
  getRemainingTimeInMillis(): number;
}

/** Takes one run in hand, to its end or as far as the time goes. Knows nothing but its API, and may nothing but what the run's token may. */
export async function handler(call: RunnerCall, context: Context): Promise<void> {
  await invokeRunner(call, {
    apiUrl,
    holder: `runner ${context.awsRequestId}`,
    remainingMs: context.getRemainingTimeInMillis(),
    home: HOME,
    around: { ...process.env, HOME, TMPDIR: "/tmp", NODE_COMPILE_CACHE: `${HOME}/.compiled` },
    log: (line) => process.stdout.write(`${line}\n`),
  });
}

/** The one place a function may write to; it stays for the next invocations. */
const HOME = "/tmp/millrace";
