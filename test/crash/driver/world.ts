import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Client, createClient } from "#core/contract/client.ts";
import { openRemote } from "#sdk/api/remote.ts";
import { remoteBlobs } from "#sdk/api/remote-blobs.ts";
import { bundleFile } from "#sdk/bundle/bundle-file.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const arm = fileURLToPath(new URL("./arm.ts", import.meta.url));

/** A line of the ledger that the flows of a world write. */
export interface LedgerLine {
  readonly run: string;
  readonly attempt: number;
  readonly body?: true;
  readonly task?: number;
}

/** Server and agents over one data directory, each started again when it dies, and a deployment of the flow that keeps a ledger. */
export interface World extends AsyncDisposable {
  readonly client: Client;
  /** Processes that died and were started again. */
  readonly deaths: () => number;
  /** True once the strike has come. */
  readonly struck: () => Promise<boolean>;
  deploy(name: string, more?: object): Promise<string>;
  ledger(): Promise<LedgerLine[]>;
  /** Freezes an agent; the answer lets it go on. */
  freezeAgent(): () => void;
  /** Ends the server and keeps it away for so long. */
  takeServerAway(ms: number): Promise<void>;
  output(): string;
}

export interface WorldOptions {
  /** `point@n`: the first process that passes the point for the n-th time is killed there. */
  readonly strike?: string;
  readonly agents?: number;
  /** Messages come twice, late and in any order. */
  readonly unruly?: boolean;
  /** How far the clocks of the agents and flow processes are off. */
  readonly skewMs?: number;
}

const bundle = bundleFile(join(root, "test/crash/flows/ledger.ts"));

export async function openWorld({ strike, agents = 2, unruly = false, skewMs }: WorldOptions): Promise<World> {
  const path = await mkdtemp(join(tmpdir(), "millrace-crash-"));
  const marker = join(path, "struck");
  const file = join(path, "ledger.jsonl");
  const around: Record<string, string> = {
    MILLRACE_HOME: path,
    NODE_OPTIONS: `--import=${arm}`,
    ...(strike !== undefined && { MILLRACE_TEST_STRIKE: strike, MILLRACE_TEST_STRUCK: marker }),
  };
  const kept: Kept[] = [];
  const keep = (args: readonly string[], env: Record<string, string>) => {
    const one = new Kept(args, env);
    kept.push(one);
    return one;
  };
  const server = keep(["test/crash/driver/server.ts", join(path, "data"), "0"], {
    ...around,
    ...(unruly && { MILLRACE_TEST_UNRULY: "1" }),
  });
  const url = (await server.line()).trim();
  server.args = [...server.args.slice(0, 2), new URL(url).port];
  const remote = await openRemote({ url: `${url}/api`, timeoutMs: 10_000, advice: "", attempts: 12 });
  const client = createClient(remote.transport);
  await client.createWorkQueue({ body: { name: "q" } });
  const agentEnv = { ...around, ...(skewMs !== undefined && { MILLRACE_TEST_SKEW_MS: String(skewMs) }) };
  const agentArgs = ["cli/millrace.mjs", "agent", "start", "q", "--limit", "3", "--warm", "1", "--grace", "1"];
  const team = Array.from({ length: agents }, () => keep(agentArgs, { ...agentEnv, MILLRACE_API_URL: `${url}/api` }));

  return {
    client,
    deaths: () => kept.reduce((sum, one) => sum + one.deaths, 0),
    struck: () =>
      readFile(marker).then(
        () => true,
        () => false,
      ),
    async deploy(name, more = {}) {
      const { bytes, digest, key } = await bundle;
      const { id: flow_id } = await client.createFlow({ body: { name: "ledger" } });
      const kept = await remoteBlobs(client).put(key, bytes);
      const parameters = { file };
      const body = {
        name,
        flow_id,
        parameters,
        bundle: { digest, key: typeof kept === "string" ? kept : key, size: bytes.length, flow: "ledger" },
        ...more,
      };
      return (await client.createDeployment({ body })).id;
    },
    async ledger() {
      const text = await readFile(file, "utf8").catch(() => "");
      return text
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line) as LedgerLine);
    },
    freezeAgent() {
      const { process } = team[0]!;
      process.kill("SIGSTOP");
      return () => process.kill("SIGCONT");
    },
    takeServerAway: (ms) => server.away(ms),
    output: () => kept.map((one) => one.text).join("\n---\n"),
    async [Symbol.asyncDispose]() {
      for (const one of kept.reverse()) await one.end();
      await remote.close();
      await rm(path, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

/** A process that is started again when it dies. */
class Kept {
  args: readonly string[];
  deaths = 0;
  text = "";
  process!: ChildProcess;
  readonly #env: Record<string, string>;
  #ending = false;
  #awayMs = 0;

  constructor(args: readonly string[], env: Record<string, string>) {
    this.args = args;
    this.#env = env;
    this.#start();
  }

  #start(): void {
    const { MILLRACE_API_URL: _url, MILLRACE_API_KEY: _key, NODE_OPTIONS: _options, ...around } = process.env;
    const child = spawn(process.execPath, this.args, { cwd: root, env: { ...around, ...this.#env }, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (chunk: string) => {
        this.text += chunk;
      });
    child.once("exit", (code, signal) => {
      if (this.#ending) return;
      this.deaths += 1;
      this.text += `\n[ended with ${code ?? signal}]\n`;
      setTimeout(() => this.#ending || this.#start(), this.#awayMs);
      this.#awayMs = 0;
    });
    this.process = child;
  }

  async line(): Promise<string> {
    while (!this.text.includes("\n")) await new Promise((resolve) => setTimeout(resolve, 20));
    return this.text;
  }

  async away(ms: number): Promise<void> {
    this.#awayMs = ms;
    this.process.kill("SIGKILL");
    await new Promise((resolve) => setTimeout(resolve, ms));
  }

  async end(): Promise<void> {
    this.#ending = true;
    const { process } = this;
    if (process.exitCode !== null || process.signalCode !== null) return;
    const gone = new Promise((resolve) => process.once("exit", resolve));
    process.kill("SIGCONT");
    process.kill("SIGTERM");
    // a second one ends an agent at once; the rest is for what does not listen
    const again = setTimeout(() => process.kill("SIGTERM"), 1_500);
    const late = setTimeout(() => process.kill("SIGKILL"), 6_000);
    await gone;
    clearTimeout(again);
    clearTimeout(late);
  }
}
