import { startAgent } from "#agent/agent.ts";
import { agentNotes } from "#cli/agent/notes.ts";
import { checkQueueWords, queuesToServe } from "#cli/agent/queues.ts";
import type { Cli } from "#cli/cli.ts";
import { CliError } from "#cli/errors.ts";
import { addExamples } from "#cli/examples.ts";
import { gather, wholeNumber } from "#cli/options.ts";
import type { Define } from "#cli/tree.ts";
import type { Connection } from "#sdk/api/connect.ts";
import type { Settings } from "#sdk/settings/read-settings.ts";

interface Options {
  readonly tag?: string[];
  readonly limit: number;
  readonly prefetch: number;
  readonly runOnce?: true;
  readonly name?: string;
  readonly warm: number;
  readonly grace: number;
  readonly stopGrace: number;
  readonly create?: true;
  readonly run?: string;
}

/** `millrace agent start` */
export const define: Define = (command, cli) => {
  command
    .argument("[queues...]", "work queues by name or id, the most urgent first")
    .option("-t, --tag <tag>", "instead of queues: take runs with this tag; again for runs that have several", gather)
    .option("-l, --limit <count>", "how many runs at once", wholeNumber(1, 1000), 16)
    .option("--prefetch <seconds>", "start the processes of scheduled runs so long before their time", wholeNumber(0, 600), 0)
    .option("--run-once", "run what is due, then end: 0 if all completed, else 1")
    .option("-n, --name <name>", "name of this agent (default: host and process)")
    .option("--warm <count>", "processes kept ready for the next runs", wholeNumber(0, 100), 2)
    .option("--grace <seconds>", "how long runs may go on after SIGTERM or Ctrl-C before they are given back", wholeNumber(0, 86_400), 30)
    .option("--stop-grace <seconds>", "how long a cancelled run's processes get to stop before they are killed", wholeNumber(0, 3_600), 10)
    .option("--create", "make the named queues that are not there yet")
    .option("--run <id>", "instead of queues: take this one run, of a deployment whose runs no agent takes by itself, and end with it")
    .action(async (named: string[], options: Options) => {
      const words = { named, tags: options.tag ?? [], create: options.create === true };
      if (options.run === undefined) checkQueueWords(words);
      else if (named.length > 0 || words.tags.length > 0)
        throw new CliError("usage", "Give work queues or a --run, not both.", "With --run it takes that one run, whatever its queue.");
      const settings = await agentSettings(cli);
      const { connectToServer } = await import("#sdk/api/connect.ts");
      const connection = await connectToServer(settings);
      try {
        await serverThere(cli, connection, options.runOnce === true);
        const workQueues = options.run === undefined ? await queuesToServe(connection.client, words, cli) : [];
        cli.exitCode = await serve(cli, connection, settings, { ...options, workQueues });
      } finally {
        await connection.close();
      }
    });
  addExamples(
    command,
    ["millrace agent start ml", "runs of the queue ml, until Ctrl-C"],
    ["millrace agent start urgent default --limit 4", "urgent runs first, at most four at once"],
    ["millrace agent start --tag ml --tag gpu", "runs with both tags that name no queue"],
    ["millrace agent start ml --run-once", "for a job that starts it now and then"],
    ["millrace agent start ml --grace 100", "on a Spot machine, which gives two minutes"],
  );
};

async function serve(
  cli: Cli,
  connection: Connection,
  settings: Settings,
  { workQueues, ...options }: Options & { readonly workQueues: readonly string[] },
): Promise<number> {
  process.title = "millrace agent";
  const agent = startAgent({
    connection,
    name: options.name,
    workQueues,
    flowRunId: options.run,
    limit: options.run === undefined ? options.limit : 1,
    prefetchSeconds: options.prefetch,
    runOnce: options.runOnce === true,
    warm: options.warm,
    graceSeconds: options.grace,
    stopGraceSeconds: options.stopGrace,
    dataDir: settings.MILLRACE_DATA_DIR.value,
    // ECS says so to the containers it runs
    scaleInAddress: cli.inputs.env.ECS_AGENT_URI,
    env: environmentOf(cli),
    events: agentNotes(cli),
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => agent.stop());
  const queues = workQueues.map((queue) => cli.paint("bold", queue)).join(", ");
  if (!options.runOnce && options.run === undefined)
    cli.print(`Agent ${agent.name} takes runs of ${queues}, up to ${options.limit} at once. Stop it with Ctrl-C, which lets them finish.`);
  const outcomes = await agent.ended.catch((error: unknown) => {
    throw cli.inputs.env.ECS_AGENT_URI === undefined ? error : (fargateToken(error) ?? error);
  });
  // whatever became of the run, the API was told of it
  if (options.run !== undefined) return 0;
  if (!options.runOnce) {
    cli.note("Stopped.");
    return 0;
  }
  if (outcomes.length === 0) cli.note("Nothing was due.");
  return outcomes.every(({ stateType }) => stateType === "COMPLETED") ? 0 : 1;
}

/** What those agents can't get from an admin. */
function fargateToken(error: unknown): CliError | undefined {
  const { status, problem } = error as { status?: number; problem?: { what: string } };
  if (status !== 401) return undefined;
  return new CliError(
    "failed",
    `${problem?.what ?? "The API does not know the agent's token."} This agent ends; the next one reads it anew.`,
    'If nobody meant that, "npm run deploy -- -c rotate=<any other text>" makes the agents another token.',
  );
}

/** A long poll must have the time it asks for. */
async function agentSettings(cli: Cli): Promise<Settings> {
  const settings = await cli.settings();
  const { value } = settings.MILLRACE_API_TIMEOUT;
  return value >= 30 ? settings : { ...settings, MILLRACE_API_TIMEOUT: { ...settings.MILLRACE_API_TIMEOUT, value: 30 } };
}

/** The processes read their settings themselves; what flags said reaches them as variables. */
function environmentOf(cli: Cli): NodeJS.ProcessEnv {
  const flags = Object.entries(cli.inputs.flags).filter(([, value]) => value !== undefined);
  return { ...cli.inputs.env, ...Object.fromEntries(flags) };
}

/** Waits for a server that is still to be started; one that refuses us ends the command. */
async function serverThere(cli: Cli, { client }: Connection, atOnce: boolean): Promise<void> {
  for (let told = false; ; ) {
    try {
      await client.filterWorkQueues({ body: { limit: 1 } });
      if (told) cli.note("The API is there.");
      return;
    } catch (error) {
      if (atOnce || (error as { name?: string }).name !== "ApiUnreachableError") throw error;
      if (!told) cli.note(`${(error as Error).message} Waiting for it.`);
      told = true;
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
  }
}
