import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { open, readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { emulatedEnvironment } from "./environment.ts";
import { startRecorder } from "./recorder.ts";

/** The emulator, behind a recorder through which everything reaches it. */
export interface Emulator {
  /** Address of the recorder, the only one anybody is told. */
  readonly url: string;
  /** The last lines of its log. */
  log(): Promise<string>;
  stop(): Promise<void>;
}

/**
 * Starts MiniStack on the loopback interface. It enforces IAM as it knows it (`AUTH`): each function runs with credentials of its own role,
 * which is also how the recorder tells who called. The addresses it hands out are the recorder's.
 */
export async function startEmulator(python: string, directory: string): Promise<Emulator> {
  const port = await freePort();
  const recorder = await startRecorder(() => port);
  const file = join(directory, "emulator.log");
  const log = await open(file, "a");
  // a process group of its own, so that the functions it starts end with it
  const emulator = spawn(python, ["-m", "hypercorn", "emulated_aws:app", "--bind", `127.0.0.1:${port}`, "--keep-alive", "75"], {
    detached: true,
    stdio: ["ignore", log.fd, log.fd],
    env: {
      ...emulatedEnvironment(recorder.url),
      AUTH: "true",
      PYTHONPATH: import.meta.dirname,
      PYTHONDONTWRITEBYTECODE: "1",
      TMPDIR: directory,
      MINISTACK_HOST: "127.0.0.1",
      GATEWAY_PORT: String(recorder.port),
    },
  });
  const tail = async () => (await readFile(file, "utf8")).split("\n").slice(-60).join("\n");
  const stop = async () => {
    if (emulator.exitCode === null && emulator.signalCode === null) {
      const ended = once(emulator, "exit");
      process.kill(-emulator.pid!, "SIGTERM");
      await Promise.race([ended, sleep(5000).then(() => process.kill(-emulator.pid!, "SIGKILL"))]);
      await ended;
    }
    await recorder.close();
    await log.close();
  };
  await untilHealthy(`http://127.0.0.1:${port}/_ministack/health`, emulator, tail);
  return { url: recorder.url, log: tail, stop };
}

async function untilHealthy(url: string, emulator: ChildProcess, log: () => Promise<string>): Promise<void> {
  for (let tries = 0; tries < 150; tries++) {
    if (emulator.exitCode !== null) break;
    if (
      await fetch(url).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return;
    await sleep(200);
  }
  throw new Error(`The emulator does not answer.\n${await log()}`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
