import type { Agent } from "#core/contract/agents.ts";
import type { Status } from "#core/contract/status.ts";
import { isOlder } from "./is-older.ts";

/** Something that needs a look, and the command that shows more. */
export interface Concern {
  readonly what: string;
  readonly next: string;
}

/** What is not as it should be, the most pressing first. */
export function concernsOf(status: Status, cliVersion: string): Concern[] {
  const { queues, agents, schedules, unhandled } = status;
  return [
    ...queues
      .filter(({ late, status }) => late > 0 && status === "NOT_READY")
      .map(
        ({ name, late }): Concern => ({
          what: `${runs(late)} of ${name} ${late === 1 ? "is" : "are"} late, and no agent listens`,
          next: `millrace agent start ${word(name)}`,
        }),
      ),
    ...queues
      .filter(({ late, status }) => late > 0 && status === "READY")
      .map(
        ({ name, late }): Concern => ({
          what: `${runs(late)} of ${name} ${late === 1 ? "is" : "are"} late though an agent listens`,
          next: "millrace flow-run ls --state Late",
        }),
      ),
    ...(unhandled ?? [])
      .filter(({ messages }) => messages > 0)
      .map(
        ({ queue, messages }): Concern => ({
          what: `${messages} ${messages === 1 ? "message" : "messages"} of ${queue} that nobody could handle`,
          next: "docs/runbook.md says how to look at them and hand them back",
        }),
      ),
    ...schedules.stopped.map(
      ({ deployment_id, name }): Concern => ({
        what: `The timer of deployment ${name} is gone; the sweep sets it again within minutes`,
        next: `millrace deployment preview ${deployment_id}`,
      }),
    ),
    ...(agents.length === 0 && queues.some(({ status, waiting, late }) => status !== "PAUSED" && waiting > late)
      ? [{ what: "Runs are due and no agent was heard of", next: "millrace agent start QUEUE" }]
      : []),
    ...older(agents, status.version),
    ...(status.version === cliVersion
      ? []
      : [
          {
            what: `This command is of version ${cliVersion}, the server of ${status.version}`,
            next: "install the server's version, or deploy this one",
          },
        ]),
  ];
}

function older(agents: readonly Agent[], server: string): Concern[] {
  const some = agents.filter(({ version }) => isOlder(version, server));
  if (some.length === 0) return [];
  const named = some.slice(0, NAMED).map(({ name, version }) => `${name} (${version ?? "version unknown"})`);
  const others = some.length > NAMED ? ` and ${some.length - NAMED} more` : "";
  const what = `${named.join(", ")}${others} ${some.length === 1 ? "is" : "are"} older than the server (${server})`;
  return [{ what, next: "start them again from the server's version; until then they go on as they are" }];
}

/** Agents named in one line. */
const NAMED = 3;

function runs(count: number): string {
  return count === 1 ? "1 run" : `${count === 200 ? "200 or more" : count} runs`;
}

function word(name: string): string {
  return /^[\w.-]+$/.test(name) ? name : JSON.stringify(name);
}
