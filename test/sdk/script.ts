import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Client, createClient } from "#core/contract/client.ts";
import { openLocalApi } from "#local/in-process.ts";

/** A home of its own for the processes of one test. */
export interface Home extends AsyncDisposable {
  readonly path: string;
  readonly dataDir: string;
  /** Reads what is in the data directory. */
  look<T>(read: (client: Client) => Promise<T>): Promise<T>;
}

export async function makeHome(): Promise<Home> {
  const path = await mkdtemp(join(tmpdir(), "millrace-sdk-"));
  const dataDir = join(path, "data");
  return {
    path,
    dataDir,
    async look(read) {
      const api = await openLocalApi({ dataDir });
      try {
        return await read(createClient(api.transport));
      } finally {
        await api.close();
      }
    },
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** A script that runs in a process of its own. */
export interface Script {
  readonly process: ChildProcess;
  /** Everything it wrote so far. */
  readonly output: () => string;
  /** Resolves when it has written the text. */
  written(text: string): Promise<void>;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

/** Starts a script, given by its path below the repository. */
export function startScript(path: string, home: Home, env: Readonly<Record<string, string>> = {}, args: readonly string[] = []): Script {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const { MILLRACE_API_URL: _url, MILLRACE_API_KEY: _key, NODE_OPTIONS: _options, ...around } = process.env;
  const child = spawn(process.execPath, [join(root, path), ...args], { cwd: root, env: { ...around, MILLRACE_HOME: home.path, ...env } });
  let text = "";
  const waiting: { readonly text: string; readonly resolve: () => void }[] = [];
  const hear = (chunk: Buffer) => {
    text += chunk.toString();
    for (const wait of waiting) if (text.includes(wait.text)) wait.resolve();
  };
  child.stdout.on("data", hear);
  child.stderr.on("data", hear);
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) =>
    child.on("close", (code, signal) => resolve({ code, signal })),
  );
  return {
    process: child,
    output: () => text,
    ended,
    written: (wanted) =>
      new Promise((resolve, reject) => {
        if (text.includes(wanted)) return resolve();
        waiting.push({ text: wanted, resolve });
        void ended.then(() =>
          text.includes(wanted) ? resolve() : reject(new Error(`The script ended without writing ${JSON.stringify(wanted)}:\n${text}`)),
        );
      }),
  };
}
