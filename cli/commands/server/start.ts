import type { Cli } from "#cli/cli.ts";
import { addExamples } from "#cli/examples.ts";
import { renderPairs } from "#cli/render/table.ts";
import { publicUrl } from "#cli/server/addresses.ts";
import { startInBackground } from "#cli/server/background.ts";
import { consoleDirectory, type ServerSettings, serve } from "#cli/server/serve.ts";
import { keepNewToken } from "#cli/server/token.ts";
import { untilStopped } from "#cli/server/until-stopped.ts";
import type { Define } from "#cli/tree.ts";
import { version } from "#cli/version.ts";
import { isLoopback } from "#local/server/hosts.ts";
import type { Settings } from "#sdk/settings/read-settings.ts";

interface Options {
  readonly host?: string;
  readonly port?: string;
  readonly dataDir?: string;
  readonly token?: string;
  readonly behindProxy?: true;
  readonly background?: true;
}

/** `millrace server start` */
export const define: Define = (command, cli) => {
  command
    .option("--host <address>", "address to bind; anything but this machine's own needs a token (default: 127.0.0.1)")
    .option("--port <port>", "port to bind (default: 4200, or the next free one)")
    .option("--data-dir <directory>", "where the data are kept (default: ~/.millrace/data)")
    .option(
      "--token <token>",
      "ask clients for this token; `auto` makes one and keeps it in the profile. MILLRACE_SERVER_TOKEN says the same unseen by other users of this machine",
    )
    .option("--behind-proxy", "a proxy with TLS stands in front and sets X-Forwarded-Host and X-Forwarded-Proto; needs a token")
    .option("--background", "return once the server answers, and leave it running")
    .action(async (options: Options) => {
      const settings = await readServerSettings(cli, options);
      const dataDir = settings.MILLRACE_DATA_DIR.value;
      if (options.background) {
        const { server, log } = await startInBackground(settings, cli.inputs.env);
        const stop = settings.MILLRACE_DATA_DIR.source === "flag" ? `millrace server stop --data-dir ${dataDir}` : "millrace server stop";
        return announce(
          cli,
          settings,
          Number(new URL(server.url).port),
          [
            ["Process", String(server.pid)],
            ["Log", log],
          ],
          `Stop it with "${stop}".`,
        );
      }
      // the arguments, a token among them, are readable by everyone on this machine; the title replaces them
      process.title = "millrace server";
      const stopped = untilStopped();
      const server = await serve(settings);
      announce(cli, settings, server.port, [], "Stop it with Ctrl-C.");
      await deliverSpooled(settings);
      await stopped;
      cli.note("Stopping …");
      await server.close();
      cli.note("Stopped.");
    });
  addExamples(
    command,
    ["millrace server start", "on http://127.0.0.1:4200, until Ctrl-C"],
    ["millrace server start --background", "in the background; see also server status, server stop"],
    ["millrace server start --host 0.0.0.0 --token auto", "for other machines, with a new token"],
    ["millrace server start --port 5000 --data-dir ./data", "a second server with data of its own"],
  );
};

// Connecting delivers what flow processes could not report while no server was there. A failure keeps it for the next time.
async function deliverSpooled(settings: Settings): Promise<void> {
  const { connect } = await import("#sdk/api/connect.ts");
  const connection = await connect({ ...settings, MILLRACE_API_URL: { value: undefined, source: "default" } }).catch(() => undefined);
  await connection?.close();
}

async function readServerSettings(cli: Cli, options: Options): Promise<Settings> {
  const flags = {
    MILLRACE_SERVER_HOST: options.host,
    MILLRACE_SERVER_PORT: options.port,
    MILLRACE_DATA_DIR: options.dataDir,
    ...(options.behindProxy && { MILLRACE_SERVER_BEHIND_PROXY: "true" }),
  };
  if (options.token !== "auto") return cli.settings({ ...flags, MILLRACE_SERVER_TOKEN: options.token });
  const settings = await cli.settings(flags);
  if (settings.MILLRACE_SERVER_TOKEN.value !== undefined) return settings;
  const { token, profile } = keepNewToken(cli.inputs);
  cli.note(`Made a token and kept it in profile "${profile}" as MILLRACE_SERVER_TOKEN.`);
  return cli.settings({ ...flags, MILLRACE_SERVER_TOKEN: token });
}

function announce(cli: Cli, settings: ServerSettings, port: number, more: readonly (readonly [string, string])[], stop: string): void {
  const url = publicUrl(settings.MILLRACE_SERVER_HOST.value, port);
  const built = consoleDirectory() !== undefined;
  const token = settings.MILLRACE_SERVER_TOKEN.value;
  const pairs = [
    ["Console", built ? cli.paint("cyan", url) : 'not built; "npm run build:console" builds it'],
    ["API", `${url}/api`],
    ["Data", settings.MILLRACE_DATA_DIR.value],
    ...more,
  ] as const;
  cli.print(`${cli.paint("bold", `Millrace ${version} is running.`)}\n\n${renderPairs(pairs, cli.paint).replace(/^/gm, "  ")}\n`);
  if (token !== undefined && !isLoopback(settings.MILLRACE_SERVER_HOST.value)) {
    cli.print(
      `On another machine:\n\n  millrace config set MILLRACE_API_URL=${url}/api\n  millrace config set MILLRACE_API_KEY=${cli.interactive ? token : "…"}\n`,
    );
  }
  cli.print(stop);
}
