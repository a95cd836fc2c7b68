import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { styleText } from "node:util";
import { runLink } from "#cli/render/links.ts";
import { paintedState, runTime } from "#cli/render/runs.ts";
import type { Client } from "#core/contract/client.ts";
import { connect } from "#sdk/api/connect.ts";
import { readSettings } from "#sdk/settings/read-settings.ts";
import type { PipelineMessage } from "./messages.ts";
import { createProgress } from "./progress.ts";
import { readTree } from "./read-tree.ts";

/** Where the pipeline reports to. */
export interface PipelineTarget {
  readonly root: string;
  /** Address of the server, without `/api`. */
  readonly url: string;
  readonly token: string | undefined;
  /** Where it puts Parquet files, models and experiments. */
  readonly directory: string;
  /** Resolves when the user wants to stop; the pipeline is then asked to end. */
  readonly stopped: Promise<unknown>;
}

/** Runs the training pipeline in a process of its own, and shows its task runs from what the API knows of them. */
export async function runPipeline({
  root,
  url,
  token,
  directory,
  stopped,
}: PipelineTarget): Promise<{ readonly completed: boolean; readonly link: string | undefined }> {
  const env = { ...process.env, MILLRACE_API_URL: `${url}/api`, MILLRACE_API_KEY: token };
  const child = launch(root, directory, env);
  let asked = false;
  void stopped.then(() => {
    asked = true;
    child.stop();
  });
  const api = await connect(readSettings({ env, flags: { MILLRACE_API_URL: env.MILLRACE_API_URL, MILLRACE_API_KEY: token } }));
  try {
    const run = await child.run;
    const link = run && runLink(url, run.id);
    if (run !== undefined) {
      say(`Running the training pipeline as ${styleText("bold", run.name)}:\n  ${styleText("cyan", String(link))}\n`);
      await watch(api.client, run.id, child.ended);
    }
    const { code, summary } = await child.ended;
    if (run !== undefined) await tellState(api.client, run.id);
    if (code === 0) for (const line of summary ?? []) say(`  ${line}`);
    else if (asked) say("  The pipeline was stopped.");
    else say(`${styleText("red", "The pipeline failed.")} The last it said:\n\n${child.said().replace(/^/gm, "  ")}\n`);
    if (link !== undefined) say(`\n  ${styleText("cyan", link)}`);
    return { completed: code === 0, link };
  } finally {
    await api.close();
  }
}

interface Launched {
  /** The flow run; undefined if the process ended before it had one. */
  readonly run: Promise<PipelineMessage["run"]>;
  readonly ended: Promise<{ readonly code: number; readonly summary: PipelineMessage["summary"] }>;
  /** Asks it to end, as Ctrl-C would. */
  stop(): void;
  /** The last lines it printed. */
  said(): string;
}

function launch(root: string, directory: string, env: Readonly<Record<string, string | undefined>>): Launched {
  const script = join(root, "scripts/start/run-pipeline.ts");
  // a group of its own, so that Ctrl-C comes from us, once, and before the server is gone
  const child: ChildProcess = spawn(process.execPath, [script, directory], {
    cwd: root,
    env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk) => {
      output = (output + chunk).slice(-20_000);
    });
  }
  let summary: PipelineMessage["summary"];
  const ended = new Promise<Awaited<Launched["ended"]>>((resolve) => child.once("close", (code) => resolve({ code: code ?? 1, summary })));
  const run = new Promise<PipelineMessage["run"]>((resolve) => {
    child.on("message", (message: PipelineMessage) => {
      if (message.run !== undefined) resolve(message.run);
      summary = message.summary ?? summary;
    });
    void ended.then(() => resolve(undefined));
  });
  return { run, ended, stop: () => void child.kill("SIGINT"), said: () => output.trim().split("\n").slice(-30).join("\n") };
}

async function watch(client: Client, id: string, ended: Promise<unknown>): Promise<void> {
  const { stdout } = process;
  const progress = createProgress({
    write: (text) => stdout.write(text),
    live: stdout.isTTY === true && !process.env.CI,
    columns: stdout.columns ?? 80,
    rows: stdout.rows ?? 24,
    paint: (style, text) => styleText(style, text, { stream: stdout }),
  });
  let over = false;
  void ended.then(() => {
    over = true;
  });
  while (!over) {
    progress.update(await readTree(client, id));
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 150))]);
  }
  progress.update(await readTree(client, id));
  progress.end();
}

async function tellState(client: Client, id: string): Promise<void> {
  const run = await client.readFlowRun({ params: { id } });
  const state = run.state === null ? "" : paintedState(run.state, (style, text) => styleText(style, text));
  say(`\n${styleText("bold", run.name)} ${state} in ${runTime(run)}`);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
