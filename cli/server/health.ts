import { Sizes } from "#core/contract/sizes.ts";
import { findServer, type ServerAddress } from "#local/data-directory.ts";

/** The server on a data directory, and whether it answers. */
export async function look(dataDir: string): Promise<{ readonly server: ServerAddress; readonly healthy: boolean } | null> {
  const server = await findServer(dataDir);
  return server === null ? null : { server, healthy: await isHealthy(server.url) };
}

/** How much the server holds; undefined if it does not say. */
export async function readSizes({ url, token }: ServerAddress): Promise<Sizes | undefined> {
  try {
    const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const answer = await fetch(`${url}/api/x/sizes`, { headers, signal: AbortSignal.timeout(10_000) });
    return answer.ok ? Sizes.parse(await answer.json()) : undefined;
  } catch {
    return undefined;
  }
}

/** True if the API at that address answers that it is alive. */
async function isHealthy(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url.replace(/\/(api)?$/, "")}/api/health`, { signal: AbortSignal.timeout(3000) });
    return answer.ok && (await answer.text()) === "true";
  } catch {
    return false;
  }
}
