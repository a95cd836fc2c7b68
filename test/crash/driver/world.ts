import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Client, createClient } from "#core/contract/client.ts";
import { openRemote } from "#sdk/api/remote.ts";
import { remoteBlobs } from "#sdk/api/remote-blobs.ts";
import { bundleFile } from "#sdk/bundle/bundle-file.ts";
import { Kept, root } from "./kept.ts";
import { portOfOurOwn } from "./port.ts";

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
  freezeAgent(at: number): () => void;
  /** Ends the server and keeps it away for so long. */
  takeServerAway(ms: number): Promise<void>;
  /** What server and agents said, the last lines of each. */
  output(lines?: number): string;
}

export interface WorldOptions {
  /** `point@n`: the first process that passes the point for the n-th time is killed there. */
  readonly strike?: string;
  readonly agents?: number;
  /** Messages come twice, late and in any order. */
  readonly unruly?: boolean;
  /** How far the clocks of the agents and flow processes are off. */
  readonly skewMs?: number;
  /** How much later than at once a process that died is started again, as on a slow machine. */
  readonly restartMs?: number;
  /** How long each task takes; default: no time. */
  readonly stepMs?: number;
}

const bundle = bundleFile(join(root, "test/crash/flows/ledger.ts"));

export async function openWorld({ strike, agents = 2, unruly = false, skewMs, restartMs = 0, stepMs = 0 }: WorldOptions): Promise<World> {
  const path = await mkdtemp(join(tmpdir(), "millrace-crash-"));
  const marker = join(path, "struck");
  const file = join(path, "ledger.jsonl");
  const around: Record<string, string> = {
    MILLRACE_HOME: path,
    NODE_OPTIONS: `--import=${arm}`,
    ...(strike !== undefined && { MILLRACE_TEST_STRIKE: strike, MILLRACE_TEST_STRUCK: marker }),
  };
  const kept: Kept[] = [];
  const keep = (name: string, args: readonly string[], env: Record<string, string>) => {
    const one = new Kept(name, args, env, restartMs);
    kept.push(one);
    return one;
  };
  const port = await portOfOurOwn();
  const url = `http://127.0.0.1:${port}`;
  const server = keep("server", ["test/crash/driver/server.ts", join(path, "data"), String(port)], {
    ...around,
    ...(unruly && { MILLRACE_TEST_UNRULY: "1" }),
  });
  const remote = await openRemote({ url: `${url}/api`, timeoutMs: 20_000, advice: "", attempts: 12 });
  const client = createClient(remote.transport);
  await server.said(url);
  // asked again after an answer that got lost, it is there already
  await client.createWorkQueue({ body: { name: "q" } }).catch(() => client.readWorkQueueByName({ params: { name: "q" } }));
  const agentEnv = { ...around, ...(skewMs !== undefined && { MILLRACE_TEST_SKEW_MS: String(skewMs) }) };
  const agentArgs = ["cli/millrace.mjs", "agent", "start", "q", "--limit", "3", "--warm", "1", "--grace", "1"];
  const team = Array.from({ length: agents }, (_, at) =>
    keep(`agent ${at + 1}`, agentArgs, { ...agentEnv, MILLRACE_API_URL: `${url}/api` }),
  );

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
      const parameters = { file, stepMs };
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
    freezeAgent(at) {
      const { process } = team[at]!;
      process.kill("SIGSTOP");
      return () => process.kill("SIGCONT");
    },
    takeServerAway: (ms) => server.away(ms),
    output: (lines = 1_000) => kept.map((one) => `--- ${one.name}\n${one.text.trimEnd().split("\n").slice(-lines).join("\n")}`).join("\n"),
    async [Symbol.asyncDispose]() {
      for (const one of kept.reverse()) await one.end();
      await remote.close();
      // a flow process whose agent was killed may still be on its way out
      await rm(path, { recursive: true, force: true, maxRetries: 10 }).catch(() => {});
    },
  };
}
