import { type Account, type Finding, failed, ok, skipped } from "./check.ts";

/**
 * How long a function takes to start, as Lambda reports it. Functions log warnings only, so that REPORT is asked for with an invocation instead:
 * after a change of its description each starts anew.
 */
export async function checkColdStarts({ aws, stack }: Account, allowed: boolean): Promise<Finding[]> {
  const what = "cold start";
  if (!allowed) return [skipped(what, "not measured", "--cold-starts changes the descriptions of the functions and invokes the sweep")];
  const query = `Functions[?starts_with(FunctionName, '${stack}-SweepHandler')].FunctionName`;
  const [name] = ((await aws("lambda", "list-functions", "--query", query)) ?? []) as string[];
  if (name === undefined) return [failed(what, "there is no function for the sweep", `Is the stack called ${stack}? Say --stack.`)];
  await aws(
    "lambda",
    "update-function-configuration",
    "--function-name",
    name,
    "--description",
    `Millrace: checked ${new Date().toISOString()}`,
  );
  await aws("lambda", "wait", "function-updated-v2", "--function-name", name);
  const { LogResult = "" } = ((await aws("lambda", "invoke", "--function-name", name, "--log-type", "Tail", "/dev/null")) ?? {}) as {
    LogResult?: string;
  };
  const started = startOf(Buffer.from(LogResult, "base64").toString());
  return started === undefined
    ? [
        failed(
          what,
          "no REPORT in what Lambda answered",
          "Set the function's system log level to INFO for a while: aws lambda update-function-configuration --logging-config.",
        ),
      ]
    : [ok(what, `${started} ms for the sweep to load`)];
}

/** Init Duration of a REPORT line, or the like of a platform.report in JSON. */
export function startOf(log: string): number | undefined {
  const found = /Init Duration: ([\d.]+) ms/.exec(log) ?? /"initDurationMs":\s*([\d.]+)/.exec(log);
  return found === null ? undefined : Number(found[1]);
}
