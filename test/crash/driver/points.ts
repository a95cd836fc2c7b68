/**
 * Every place the driver strikes: between any two effects of services, agent and flow process that its workload passes; with how often a
 * process passes it at least, so that every strike hits.
 */
export const POINTS: Readonly<Record<string, number>> = {
  "deployment:written": 3,
  "deployment:superseded-removed": 3,
  "tick:begin-noted": 1,
  "tick:run-written": 5,
  "tick:runs-made": 3,
  "tick:noted": 2,
  "create-run:written": 3,
  "claim:slots-taken": 2,
  "claim:run-written": 4,
  "claim:run-taken": 4,
  "claim:limit-marked": 1,
  "claim:put-aside": 1,
  "wake-waiting:written": 1,
  "slots:taken": 2,
  "slots:given-back": 1,
  "release:given-back": 1,
  "write-state:announced": 5,
  "write-state:written": 5,
  "set-state:announced": 5,
  "set-state:run-written": 5,
  "report:read": 4,
  "report:written": 4,
  "agent:claimed": 2,
  "agent:bundle-fetched": 2,
  "agent:run-handed": 2,
  "agent:process-ended": 2,
  "agent:run-concluded": 2,
  "flow:running": 1,
  "flow:result-kept": 3,
  "flow:task-reported": 1,
  "flow:settled": 1,
  "flow:concluded": 1,
};

/** The strike of a seed at a point. */
export function strikeOf(point: string, seed: number): string {
  return `${point}@${1 + ((seed - 1) % (POINTS[point] ?? 1))}`;
}
