import { type Account, type Finding, failed, ok } from "./check.ts";

/** Whether an alarm of the stack is on, and whether there are any. */
export async function checkAlarms({ aws, stack }: Account): Promise<Finding[]> {
  const answer = await aws("cloudwatch", "describe-alarms", "--alarm-name-prefix", stack, "--query", "MetricAlarms[]");
  const alarms = (answer ?? []) as { AlarmName: string; StateValue: string; AlarmDescription?: string }[];
  if (alarms.length === 0) return [failed("alarms", "none is there", `Is the stack called ${stack}? Say --stack.`)];
  const on = alarms.filter(({ StateValue }) => StateValue === "ALARM");
  if (on.length === 0) return [ok("alarms", `${alarms.length}, all quiet`)];
  return on.map(({ AlarmName, AlarmDescription = "" }) => failed("alarms", `${AlarmName} is on`, AlarmDescription.slice(-200)));
}
