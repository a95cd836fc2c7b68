import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** A store that speaks as much of the S3 protocol as objects of one bucket need, by path. */
export interface S3Server {
  readonly url: string;
  /** Objects by their keys. */
  readonly objects: Map<string, Buffer>;
  /** What a request is refused with, by S3's own codes; nothing: it is served. */
  refuse: (request: { readonly method: string; readonly key: string; readonly accessKeyId: string | undefined }) => string | undefined;
  close(): Promise<void>;
}

/** Starts one on a free port of the loopback. */
export async function startS3(bucket: string): Promise<S3Server> {
  const objects = new Map<string, Buffer>();
  const server = createServer(async (request, response) => {
    const { method = "", headers } = request;
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
    const [, name, key = ""] = /^\/([^/]*)\/?(.*)$/.exec(decodeURIComponent(pathname)) ?? [];
    const body = await buffer(request);
    const credential = /Credential=([^/]+)/.exec(headers.authorization ?? "")?.[1] ?? searchParams.get("X-Amz-Credential")?.split("/")[0];
    const code = name === bucket ? s3.refuse({ method, key, accessKeyId: credential }) : "NoSuchBucket";
    if (code !== undefined) {
      const status = code === "NoSuchBucket" ? 404 : code === "PermanentRedirect" ? 301 : 403;
      response.writeHead(status, { "content-type": "application/xml" });
      return response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>The store says ${code}</Message></Error>`);
    }
    const found = objects.get(key);
    if (method === "PUT") objects.set(key, body);
    else if (method === "DELETE") objects.delete(key);
    else if (found === undefined) {
      response.writeHead(404, { "content-type": "application/xml" });
      return response.end(method === "HEAD" ? undefined : "<Error><Code>NoSuchKey</Code><Message>none</Message></Error>");
    } else {
      response.writeHead(200, { "content-length": found.length, "content-type": "text/plain" });
      return response.end(method === "HEAD" ? undefined : found);
    }
    response.writeHead(method === "DELETE" ? 204 : 200).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const s3: S3Server = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects,
    refuse: () => undefined,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return s3;
}
