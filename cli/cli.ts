import { styleText } from "node:util";
import type { Connection } from "#sdk/api/connect.ts";
import type { SettingInputs, Settings } from "#sdk/settings/read-settings.ts";
import type { Paint, TableOptions } from "./render/table.ts";

/** What a command has at hand: the terminal, the settings and the API, each made when first asked for. */
export interface Cli extends TableOptions {
  /** Writes a line to standard output. */
  print(text: string): void;
  /** Writes a line to standard error: progress and notes that are no part of the answer. */
  note(text: string): void;
  /** True if a person can be asked. */
  readonly interactive: boolean;
  /** Columns of the terminal; infinite where output is no terminal, so that nothing is cut for the next program. */
  readonly width: number;
  readonly paint: Paint;
  /** Epoch milliseconds. */
  now(): number;
  /** Where settings are read from; commands that start a server add their flags. */
  readonly inputs: Required<Pick<SettingInputs, "env" | "flags">>;
  settings(flags?: SettingInputs["flags"]): Promise<Settings>;
  /** Connects to the API the settings name, and closes the connection afterwards. */
  api<T>(use: (api: Connection) => Promise<T>): Promise<T>;
  /** Exit code when the command ends without an error. */
  exitCode: number;
}

/** The command line of this process. */
export function createCli(host: NodeJS.Process, globals: () => { profile?: string; apiUrl?: string }): Cli {
  const { stdout, stderr } = host;
  const settings = async (flags: SettingInputs["flags"] = {}) => {
    const { readSettings } = await import("#sdk/settings/read-settings.ts");
    return readSettings({ env: host.env, flags: { ...inputs.flags, ...flags } });
  };
  const inputs = {
    env: host.env,
    get flags() {
      return { MILLRACE_PROFILE: globals().profile, MILLRACE_API_URL: globals().apiUrl };
    },
  };
  return {
    print: (text) => stdout.write(`${text}\n`),
    note: (text) => stderr.write(`${text}\n`),
    interactive: host.stdin.isTTY === true && stdout.isTTY === true,
    width: stdout.isTTY ? stdout.columns || 80 : Number.POSITIVE_INFINITY,
    // styleText itself minds NO_COLOR, FORCE_COLOR and whether the stream is a terminal
    paint: (style, text) => styleText(style, text, { stream: stdout }),
    now: () => Date.now(),
    inputs,
    settings,
    async api(use) {
      const { connect } = await import("#sdk/api/connect.ts");
      const connection = await connect(await settings(), { attempts: 2 });
      try {
        return await use(connection);
      } finally {
        await connection.close();
      }
    },
    exitCode: 0,
  };
}
