import { CliError } from "#cli/errors.ts";
import { addExamples } from "#cli/examples.ts";
import { findFlowRun } from "#cli/find-run.ts";
import { paintedState } from "#cli/render/runs.ts";
import type { Define } from "#cli/tree.ts";
import { duration } from "#cli/when.ts";
import type { Client } from "#core/contract/client.ts";
import type { FlowRun } from "#core/contract/flow-runs.ts";
import { isFinal } from "#core/rules/states.ts";

/** `millrace flow-run cancel` */
export const define: Define = (command, cli) => {
  command
    .argument("<runs...>", "names of the runs, their ids or the beginnings of their ids")
    .option("--wait <length>", "how long to wait until their processes have stopped", duration, 60)
    .option("--no-wait", "ask for it and do not wait")
    .action((words: string[], options: { wait: number | false }) =>
      cli.api(async ({ client }) => {
        const runs = await Promise.all(words.map((word) => findFlowRun(client, word)));
        const ended = runs.find(({ state_type }) => isFinal(state_type));
        if (ended !== undefined) throw new CliError("failed", `"${ended.name}" has ended already; it is ${ended.state_name}.`);
        await Promise.all(runs.map((run) => cancel(client, run)));
        const until = cli.now() + (options.wait === false ? 0 : options.wait * 1000);
        for (const run of runs) {
          const last = await untilEnded(client, run, () => cli.now() < until);
          if (isFinal(last.state_type) || options.wait === false)
            cli.print(`${last.name} is ${last.state === null ? "without a state" : paintedState(last.state, cli.paint)}.`);
          else {
            cli.exitCode = 1;
            cli.note(
              `${last.name} is ${last.state_name}, and its process has not stopped yet. Look again: millrace flow-run inspect ${last.name}`,
            );
          }
        }
      }),
    );
  addExamples(command, ["millrace flow-run cancel funny-otter", "and wait until it has stopped"]);
};

async function cancel(client: Client, { id, name }: FlowRun): Promise<void> {
  const state = { type: "CANCELLING" as const, message: "Cancelled from the command line." };
  const { status, details } = await client.setFlowRunState({ params: { id }, body: { state } });
  if (status === "ACCEPT" || details.type === "accept_details") return;
  const { state_type, state_name } = await client.readFlowRun({ params: { id } });
  if (state_type === "CANCELLING" || state_type === "CANCELLED") return;
  throw new CliError("failed", `${name} cannot be cancelled; it is ${state_name}. ${details.reason ?? ""}`.trim());
}

async function untilEnded(client: Client, run: FlowRun, goOn: () => boolean): Promise<FlowRun> {
  for (;;) {
    const current = await client.readFlowRun({ params: { id: run.id } });
    if (isFinal(current.state_type) || !goOn()) return current;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
