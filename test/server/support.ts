import { request } from "node:http";
import { type RunningServer, type ServerOptions, startServer } from "#local/server/server.ts";
import { tempDirectory } from "#test/support/temp-directory.ts";

/** A server on a data directory of its own; both go when the test ends. */
export async function openServer(
  options: Partial<ServerOptions> = {},
): Promise<RunningServer & { readonly dataDir: string } & AsyncDisposable> {
  const directory = await tempDirectory();
  const dataDir = options.dataDir ?? `${directory.path}/data`;
  const server = await startServer({ log: () => undefined, ...options, dataDir });
  return {
    ...server,
    dataDir,
    async [Symbol.asyncDispose]() {
      await server.close();
      await directory[Symbol.asyncDispose]();
    },
  };
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** One request with headers and path exactly as given; `fetch` would correct them. */
export function raw(
  url: string,
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string | Buffer } = {},
): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const sent = request(
      { hostname: hostname.replace(/^\[|\]$/g, ""), port, path, method: options.method ?? "GET", headers: options.headers, agent: false },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("end", () =>
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text: Buffer.concat(chunks).toString() }),
        );
        answer.on("error", reject);
      },
    );
    sent.on("error", reject);
    sent.end(options.body);
  });
}
