import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

/** A request as the receiver got it. */
export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What the receiver answers to one request; `hang` never answers, and an `endless` answer never ends. */
export type Reaction =
  | { readonly status: number; readonly body?: string; readonly headers?: Record<string, string>; readonly endless?: true }
  | "hang";

/** A receiver of webhooks on the loopback interface, which notes what it gets. */
export interface HttpSink extends AsyncDisposable {
  readonly url: string;
  readonly received: Received[];
  /** Answers of the next requests, first first; 200 once they are used up. */
  readonly reactions: Reaction[];
}

/** Opens one on a free port. */
export async function openHttpSink(): Promise<HttpSink> {
  const received: Received[] = [];
  const reactions: Reaction[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    received.push({ path: request.url ?? "", headers: request.headers, body: Buffer.concat(chunks).toString() });
    const reaction = reactions.shift() ?? { status: 200, body: "ok" };
    if (reaction === "hang") return;
    response.writeHead(reaction.status, reaction.headers).write(reaction.body ?? "");
    if (reaction.endless !== true) response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    reactions,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
