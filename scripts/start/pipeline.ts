import type { Cli } from "#cli/cli.ts";
import { errorText } from "#cli/render/details.ts";
import { fireTimesTable, nextFireTimes } from "#cli/render/fire-times.ts";
import { runLink } from "#cli/render/links.ts";
import { paintedState, runTime } from "#cli/render/runs.ts";
import type { Deployment } from "#core/contract/deployments.ts";
import type { FlowRun } from "#core/contract/flow-runs.ts";
import { type Connection, connect } from "#sdk/api/connect.ts";
import type { Settings } from "#sdk/settings/read-settings.ts";
import { type StartAgent, startAgent } from "./agent.ts";
import { deployPipeline, ensureQueue, QUEUE } from "./deploy.ts";
import { firstRun, watchFirstRun } from "./first-run.ts";
import { summaryOf } from "./summary.ts";

/** That the user wants to stop. */
export interface Stop {
  readonly asked: boolean;
  readonly whenAsked: Promise<unknown>;
}

/** Where the pipeline is deployed, and how. */
export interface PipelineTarget {
  readonly cli: Cli;
  readonly root: string;
  readonly settings: Settings;
  /** Address of the server, without `/api`. */
  readonly url: string;
  readonly token: string | undefined;
  /** One run, and none by schedule. */
  readonly once: boolean;
  readonly stop: Stop;
}

/** A pipeline that is deployed, with an agent for it. */
export interface Pipeline {
  /** Whether its first run completed; undefined if it did not end here. */
  readonly completed: boolean | undefined;
  /** The page of the run. */
  readonly link: string | undefined;
  /** Passes on what the agent tells of further runs. */
  follow(): void;
  /** Ends the agent; what it runs is given back, for the next start. */
  stop(): Promise<void>;
}

/** Deploys the training pipeline, starts an agent for it, runs it once, and shows its task runs and what comes next. */
export async function startPipeline(target: PipelineTarget): Promise<Pipeline> {
  const { cli, root, settings, url, token } = target;
  const env = {
    ...process.env,
    MILLRACE_API_URL: `${url}/api`,
    MILLRACE_API_KEY: token,
    MILLRACE_DATA_DIR: settings.MILLRACE_DATA_DIR.value,
  };
  const connection = await connect(await cli.settings({ MILLRACE_API_URL: env.MILLRACE_API_URL, MILLRACE_API_KEY: token }));
  let agent: StartAgent | undefined;
  const stop = async () => {
    await agent?.stop();
    await connection.close();
  };
  try {
    await ensureQueue(connection);
    agent = startAgent(root, QUEUE, env);
    const { completed, link } = await deployAndRun(target, connection, agent);
    return { completed, link, follow: () => agent?.follow((text) => process.stdout.write(text)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function deployAndRun(
  { cli, root, url, once, stop }: PipelineTarget,
  connection: Connection,
  agent: StartAgent,
): Promise<Pick<Pipeline, "completed" | "link">> {
  const { client } = connection;
  const { outcome, fullName, deployment } = await deployPipeline({ ...cli, note: cli.print }, connection, root, once);
  say(
    `Deployment ${cli.paint("bold", fullName)} is ${outcome === "unchanged" ? "up to date" : outcome}; an agent takes runs of "${QUEUE}".`,
  );
  if (stop.asked) return { completed: undefined, link: undefined };
  const { run, wasLeft } = await firstRun(client, deployment.id);
  const link = runLink(url, run.id);
  const why = wasLeft ? ", which was left from before" : "";
  say(`Running it as ${cli.paint("bold", run.name)}${why}:\n  ${cli.paint("cyan", String(link))}\n`);
  const last = await watchFirstRun(client, run.id, Promise.race([stop.whenAsked, agent.ended]));
  const completed = await tellEnd(cli, connection, last, agent, stop);
  if (completed !== undefined) await tellNext(cli, connection, { deployment, fullName, url, once });
  say(`\n  ${cli.paint("cyan", String(link))}`);
  return { completed, link };
}

async function tellEnd(cli: Cli, connection: Connection, run: FlowRun, agent: StartAgent, stop: Stop): Promise<boolean | undefined> {
  const completed = run.state_type === "COMPLETED";
  const state = run.state === null ? "" : paintedState(run.state, cli.paint);
  say(`\n${cli.paint("bold", run.name)} ${state} in ${runTime(run)}`);
  if (completed) {
    for (const line of await summaryOf(run, connection)) say(`  ${line}`);
    return true;
  }
  if (run.end_time === null && stop.asked) {
    say("  The run is given back; the next start goes on with it.");
    return undefined;
  }
  const said = run.end_time === null ? agent.said() : (errorText(run.state) ?? agent.said());
  say(`${cli.paint("red", "The pipeline failed.")} The last it said:\n\n${said.replace(/^/gm, "  ")}\n`);
  return false;
}

async function tellNext(
  cli: Cli,
  { client }: Connection,
  { deployment, fullName, url, once }: { deployment: Deployment; fullName: string; url: string; once: boolean },
): Promise<void> {
  if (once) {
    say(`\nThe deployment stays, paused, so that no run of it is late. Go on: npx millrace deployment resume ${fullName}`);
    return;
  }
  const times = await nextFireTimes(client, deployment.schedules, 3);
  say(`\nThe next runs:\n${fireTimesTable(times, cli.now(), cli).replace(/^/gm, "  ")}`);
  say(`
Go on, here or in another terminal:
  ${cli.paint("cyan", `${url}/deployments/${deployment.id}`)}
  npx millrace deployment run ${fullName} --param rows=20000 --watch
  npx millrace work-queue preview ${QUEUE}
  npx millrace deployment pause ${fullName}`);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
