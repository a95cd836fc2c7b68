import { createServer } from "node:net";

const given = new Set<number>();

/**
 * A free port on which nobody else begins to listen or to connect from while its server is away: below those that systems hand out, where
 * a client that keeps asking for an absent server would sooner or later take the server's port for its own end.
 */
export async function portOfOurOwn(): Promise<number> {
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 20_000);
    if (given.has(port) || !(await isFree(port))) continue;
    given.add(port);
    return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
