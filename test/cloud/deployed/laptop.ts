import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { promisify } from "node:util";
import { type Client, createClient } from "#core/contract/client.ts";
import { tempDirectory } from "#test/support/temp-directory.ts";
import type { Deployment } from "./deployment.ts";

/** Somebody's machine: a home of its own, the URL, a token, and no AWS but what is said. */
export interface Laptop extends AsyncDisposable {
  readonly home: string;
  readonly client: Client;
  /** Runs the command and answers what it printed. */
  cli(...args: string[]): Promise<string>;
  /** Starts an agent, which ends with the laptop. */
  agent(...args: string[]): ChildProcess;
}

interface LaptopOptions {
  /** More environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** The checkout whose command and SDK it has; default this one. */
  readonly checkout?: string;
}

/** A machine that knows nothing but where the API is, and its token. */
export async function laptop({ url, token }: Deployment, { env, checkout = "." }: LaptopOptions = {}): Promise<Laptop> {
  const directory = await tempDirectory();
  const home = directory.path;
  const agents: ChildProcess[] = [];
  const options = {
    cwd: checkout,
    env: { PATH: process.env["PATH"], HOME: home, MILLRACE_HOME: home, MILLRACE_API_URL: url, MILLRACE_API_KEY: token, ...env },
  };
  return {
    home,
    client: clientOf(url, token),
    cli: (...args) => promisify(execFile)(process.execPath, ["cli/millrace.mjs", ...args], options).then(({ stdout }) => stdout),
    agent(...args) {
      const agent = spawn(process.execPath, ["cli/millrace.mjs", "agent", "start", ...args], { ...options, stdio: "ignore" });
      agents.push(agent);
      return agent;
    },
    async [Symbol.asyncDispose]() {
      for (const agent of agents) {
        if (agent.exitCode !== null || agent.signalCode !== null) continue;
        agent.kill("SIGTERM");
        await once(agent, "exit");
      }
      await directory[Symbol.asyncDispose]();
    },
  };
}

/** The API by its contract. */
export function clientOf(url: string, token: string | undefined): Client {
  return createClient(async ({ method, path, body }) => {
    const headers = { "content-type": "application/json", ...(token !== undefined && { authorization: `Bearer ${token}` }) };
    const answer = await fetch(url + path, { method, headers, ...(body !== undefined && { body }) });
    return { status: answer.status, text: await answer.text() };
  });
}
