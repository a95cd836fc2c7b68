import { spawn } from "node:child_process";
import { join } from "node:path";

/** The agent of this start. */
export interface StartAgent {
  /** Resolves when it has ended, by itself or because it was stopped. */
  readonly ended: Promise<void>;
  /** The last lines it printed. */
  said(): string;
  /** From now on its lines are passed on. */
  follow(write: (text: string) => void): void;
  /** Has it give back what it runs, and waits for its end. */
  stop(): Promise<void>;
}

/** Starts an agent for a work queue; one run at a time, since a training keeps all processors busy. */
export function startAgent(root: string, queue: string, env: NodeJS.ProcessEnv): StartAgent {
  const args = [join(root, "scripts/start/agent-process.ts"), queue, "--limit", "1", "--warm", "1", "--grace", "0"];
  // a group of its own, so that Ctrl-C comes from us, once, and before the server is gone
  const child = spawn(process.execPath, args, { cwd: root, env, detached: true, stdio: ["ignore", "pipe", "pipe", "ipc"] });
  let output = "";
  let pass: ((text: string) => void) | undefined;
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (chunk: string) => {
      output = (output + chunk).slice(-20_000);
      pass?.(chunk);
    });
  const ended = new Promise<void>((resolve) => {
    child.once("close", () => resolve());
    child.once("error", (error) => {
      output += error.message;
      resolve();
    });
  });
  return {
    ended,
    said: () => output.trim().split("\n").slice(-30).join("\n"),
    follow(write) {
      pass = write;
    },
    async stop() {
      pass = undefined;
      child.kill("SIGTERM");
      const late = setTimeout(() => child.kill("SIGKILL"), LONGEST_MS);
      await ended;
      clearTimeout(late);
    },
  };
}

/** It gives up by itself before that. */
const LONGEST_MS = 25_000;
