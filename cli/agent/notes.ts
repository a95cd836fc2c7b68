import type { AgentEvents, RunNote, RunOutcome } from "#agent/events.ts";
import type { Cli } from "#cli/cli.ts";
import { stateMark, stateStyle } from "#cli/render/state.ts";
import { duration } from "#cli/render/time.ts";

/** Tells a person what an agent does: one line for each run that starts and ends, and for what it waits for. */
export function agentNotes(cli: Cli): AgentEvents {
  return {
    runStarted: (run) => cli.print(`${cli.paint("blue", "▸")} ${named(cli, run)} started${fromQueue(run)}`),
    runEnded: (run, outcome, seconds) => cli.print(ended(cli, run, outcome, seconds)),
    apiAway: (reason) => cli.note(`The API is away; runs go on, and their reports wait. ${reason}`),
    apiBack: () => cli.note("The API is back."),
    queuesUnknown(words) {
      if (words.length === 0) return cli.note("All work queues are there now.");
      const which = words.map((word) => `"${word}"`).join(", ");
      const plural = words.length > 1;
      cli.note(
        `There ${plural ? "are no work queues" : "is no work queue"} ${which} yet; waiting for ${plural ? "them" : "it"}. Make ${plural ? "them" : "it"} with "millrace work-queue create ${words[0]}", or start with --create.`,
      );
    },
    nothingToRun: (why) => cli.note(`There is nothing to run. ${why}`),
    draining: (runs) => cli.note(`Stopping: no more runs are taken; waiting for ${runs} to finish. Again for at once.`),
  };
}

function ended(cli: Cli, run: RunNote, { stateType, stateName, note }: RunOutcome, seconds: number): string {
  const style = stateStyle(stateType) ?? "gray";
  const state = cli.paint(style, `${stateMark(stateType)} ${stateName}`);
  return `${state} ${named(cli, run)} in ${duration(seconds)}${note === undefined ? "" : `: ${note}`}`;
}

function named(cli: Cli, run: RunNote): string {
  return `${cli.paint("bold", run.name)} (${run.flowName})`;
}

function fromQueue({ workQueue }: RunNote): string {
  return workQueue === null ? "" : `, from ${workQueue}`;
}
