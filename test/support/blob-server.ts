import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import type { Blobs } from "#core/ports/blobs.ts";
import type { PresignSettings } from "#local/blobs/presign.ts";
import { answerPresigned } from "#local/blobs/presigned-request.ts";

/** Answers presigned links on a free port of the loopback, as the local server does. */
export async function serveBlobs(
  settings: () => Pick<PresignSettings, "clock" | "secret"> & { readonly blobs: Blobs },
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const reply = await answerPresigned({ method: request.method ?? "", url: request.url ?? "", headers, body }, settings());
    response.writeHead(reply.status, reply.headers).end(reply.body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
