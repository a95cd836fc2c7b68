import { findServer, type ServerAddress } from "#local/data-directory.ts";

/** The server on a data directory, and whether it answers. */
export async function look(dataDir: string): Promise<{ readonly server: ServerAddress; readonly healthy: boolean } | null> {
  const server = await findServer(dataDir);
  return server === null ? null : { server, healthy: await isHealthy(server.url) };
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
