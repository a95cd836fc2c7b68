import { readFileSync } from "node:fs";
import { request as plainRequest } from "node:http";
import { createServer, request } from "node:https";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import type { RawAnswer } from "./support.ts";

/** The certificate of `localhost` that the proxy shows, for NODE_EXTRA_CA_CERTS; it signs itself, and is good for tests alone. */
export const certificateFile = fileURLToPath(new URL("./fixtures/localhost.crt", import.meta.url));
const cert = readFileSync(certificateFile);
const key = readFileSync(new URL("./fixtures/localhost.key", import.meta.url));

/** A proxy that ends TLS, as one stands in front of a server on a VM. */
export interface TlsProxy extends AsyncDisposable {
  /** `https://localhost:PORT`; the server behind is known to it alone. */
  readonly url: string;
  /** Method and path of each request that came through, without queries. */
  readonly seen: readonly string[];
}

/** Starts a proxy that passes requests on to `target` under the target's own name, and tells in X-Forwarded-* how it was called. */
export async function startTlsProxy(target: string): Promise<TlsProxy> {
  const { hostname, port, host } = new URL(target);
  const seen: string[] = [];
  const server = createServer({ cert, key }, (incoming, answer) => {
    seen.push(`${incoming.method} ${incoming.url?.replace(/\?.*$/, "")}`);
    const headers = { ...incoming.headers, host, "x-forwarded-host": incoming.headers.host, "x-forwarded-proto": "https" };
    const onward = plainRequest({ hostname, port, path: incoming.url, method: incoming.method, headers }, (got) => {
      answer.writeHead(got.statusCode ?? 502, got.headers);
      got.pipe(answer);
    });
    onward.on("error", () => answer.destroy());
    // who hangs up while the server waits for work hangs up there too
    answer.on("close", () => onward.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}`,
    seen,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A request as a browser that trusts the certificate sends it. */
export function browse(
  url: string,
  { method = "GET", headers = {}, body }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, ca: cert, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text: Buffer.concat(chunks).toString() }));
      answer.on("error", reject);
    });
    sent.on("error", reject);
    sent.end(body);
  });
}
