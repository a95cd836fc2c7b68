// `npm start`: server, console and the training pipeline on this machine, until Ctrl-C. `npm start -- --help` says what else.
import { spawn } from "node:child_process";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { styleText } from "node:util";
import { type Cli, createCli } from "#cli/cli.ts";
import { explain } from "#cli/errors.ts";
import { type Paint, renderPairs } from "#cli/render/table.ts";
import { look } from "#cli/server/health.ts";
import { serve } from "#cli/server/serve.ts";
import { untilStopped } from "#cli/server/until-stopped.ts";
import { readSettings, type Settings } from "#sdk/settings/read-settings.ts";
import { buildConsole } from "./start/console.ts";
import { help, parseOptions, type StartOptions } from "./start/options.ts";
import { type Pipeline, type Stop, startPipeline } from "./start/pipeline.ts";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const say = (text = "") => process.stdout.write(`${text}\n`);

process.exitCode = await start();

async function start(): Promise<number> {
  try {
    const options = parseOptions(process.argv.slice(2));
    if (!options.help) return await run(options);
    say(help);
    return 0;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code?.startsWith("ERR_PARSE_ARGS")) {
      process.stderr.write(`${(error as Error).message}\n\n${help}\n`);
      return 2;
    }
    return complain(error);
  }
}

async function run(options: StartOptions): Promise<number> {
  const settings = readSettings({
    flags: { MILLRACE_DATA_DIR: options.dataDir, MILLRACE_SERVER_PORT: options.port, MILLRACE_SERVER_HOST: "127.0.0.1" },
  });
  const stop = watchForStop();
  await makeConsole();
  const server = await openServer(settings);
  announce(server.url, settings);

  const pipeline = options.pipeline ? await train(server, settings, options.once, stop) : nothing();
  if (options.open && !stop.asked) openInBrowser(pipeline.link ?? server.url);
  if ((server.own || pipeline.follow !== undefined) && !options.once && !stop.asked) {
    say(`\n${server.own ? `Serving ${server.url}` : "Running what is due"} until Ctrl-C.`);
    pipeline.follow?.();
    await stop.whenAsked;
  }
  if (stop.asked) say("\nStopping …");
  await pipeline.stop();
  await server.close();
  if (!server.own) say(`\nThe server at ${server.url} goes on (process ${server.pid}); "npx millrace server stop" stops it.`);
  // Ctrl-C while serving is the normal end; a pipeline that failed has been told of by then
  return options.once ? (pipeline.code ?? (pipeline.completed ? 0 : 1)) : 0;
}

function watchForStop(): Stop {
  const stop = { asked: false, whenAsked: untilStopped() };
  void stop.whenAsked.then(() => {
    stop.asked = true;
  });
  return stop;
}

type Outcome = Omit<Pipeline, "follow"> & { readonly follow?: Pipeline["follow"]; readonly code?: number };

/** Where no pipeline was asked for, or it could not be started. */
function nothing(): Outcome {
  return { completed: true, link: undefined, stop: async () => {} };
}

/** A pipeline that fails, however it does, leaves the server running. */
async function train(server: OpenServer, settings: Settings, once: boolean, stop: Stop): Promise<Outcome> {
  try {
    return await startPipeline({ cli: ownCli(), root, settings, url: server.url, token: server.token, once, stop });
  } catch (error) {
    return { ...nothing(), completed: false, code: complain(error) };
  }
}

function ownCli(): Cli {
  return createCli(process, () => ({}));
}

function complain(error: unknown): number {
  const { text, exitCode } = explain(error, ownCli());
  process.stderr.write(`${text}\n`);
  return exitCode;
}

function announce(url: string, settings: Settings): void {
  const paint: Paint = (style, text) => styleText(style, text, { stream: process.stdout });
  const about = [
    ["Console", paint("cyan", url)],
    ["API", `${url}/api`],
    ["Data", settings.MILLRACE_DATA_DIR.value],
  ] as const;
  say(`${paint("bold", "Millrace is running.")}\n\n${renderPairs(about, paint).replace(/^/gm, "  ")}\n`);
}

async function makeConsole(): Promise<void> {
  const result = await buildConsole(root, () => say("Building the console (its sources changed) …"));
  if (result.state === "built") say(`Built the console in ${result.seconds.toFixed(1)} s.\n`);
  if (result.state === "failed") {
    process.stderr.write(
      `${result.output.split("\n").slice(-15).join("\n")}\n\n${styleText("yellow", "The console could not be built; all else works without it.")} "npm run build:console" tries again.\n\n`,
    );
  }
}

interface OpenServer {
  readonly url: string;
  readonly token: string | undefined;
  readonly pid: number;
  /** False for a server that was running before us and goes on after us. */
  readonly own: boolean;
  close(): Promise<void>;
}

/** Two servers cannot share a data directory, so one that runs there already serves us as well. */
async function openServer(settings: Settings): Promise<OpenServer> {
  const found = await look(settings.MILLRACE_DATA_DIR.value);
  if (found?.healthy) {
    const { url, token, pid } = found.server;
    say(`Using the server that is running on ${settings.MILLRACE_DATA_DIR.value} (process ${pid}).`);
    return { url, token, pid, own: false, close: async () => {} };
  }
  const server = await serve(settings);
  return { url: server.url, token: settings.MILLRACE_SERVER_TOKEN.value, pid: process.pid, own: true, close: server.close };
}

function openInBrowser(url: string): void {
  const command = process.platform === "darwin" ? "open" : process.platform === "win32" ? "explorer" : "xdg-open";
  spawn(command, [url], { stdio: "ignore", detached: true })
    .on("error", () => say(`No browser could be opened; go to ${url}`))
    .unref();
}
