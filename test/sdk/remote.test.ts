import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { openRemote, type RemoteOptions } from "#sdk/api/remote.ts";
import { isMillraceError } from "#sdk/errors/millrace-error.ts";

async function serve(listener: RequestListener, options: Partial<RemoteOptions> = {}) {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
  const remote = await openRemote({ url, timeoutMs: 5_000, advice: "Start it.", ...options });
  const close = async () => {
    await remote.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { ...remote, server, [Symbol.asyncDispose]: close };
}

const request = { method: "POST", path: "/flows/", body: "{}", signal: undefined };

describe("the remote transport", () => {
  it("sends the token and the body, over connections that are kept", async () => {
    const seen: unknown[] = [];
    const ports = new Set<number | undefined>();
    await using api = await serve(
      (incoming, answer) => {
        seen.push([incoming.method, incoming.url, incoming.headers.authorization, incoming.headers["content-type"]]);
        ports.add(incoming.socket.remotePort);
        incoming.resume().on("end", () => answer.writeHead(201).end('"ok"'));
      },
      { token: "secret" },
    );
    expect(await api.transport(request)).toEqual({ status: 201, text: '"ok"' });
    for (let count = 0; count < 9; count += 1) await api.transport(request);
    expect(seen[0]).toEqual(["POST", "/api/flows/", "Bearer secret", "application/json"]);
    expect(seen).toHaveLength(10);
    expect(ports.size).toBeLessThan(4);
  });

  it.each([429, 502, 503, 504])("tries again after %d", async (status) => {
    let count = 0;
    await using api = await serve((_, answer) => {
      count += 1;
      answer.writeHead(count < 3 ? status : 200).end("fine");
    });
    expect(await api.transport(request)).toEqual({ status: 200, text: "fine" });
    expect(count).toBe(3);
  });

  it("does not try again what the API refuses", async () => {
    let count = 0;
    await using api = await serve((_, answer) => {
      count += 1;
      answer.writeHead(422).end("no");
    });
    expect((await api.transport(request)).status).toBe(422);
    expect(count).toBe(1);
  });

  it("tries again when the connection is cut, so many times, and then says where and why", async () => {
    let count = 0;
    await using api = await serve(
      (incoming) => {
        count += 1;
        incoming.socket.destroy();
      },
      { attempts: 3 },
    );
    const error = await api.transport(request).catch((thrown: unknown) => thrown);
    expect(isMillraceError(error, "api-unreachable")).toBe(true);
    expect((error as Error).message).toBe(`The Millrace API at ${api.url} cannot be reached: the connection was cut. Start it.`);
    expect(count).toBe(3);
  });

  it("stops when asked", async () => {
    await using api = await serve(() => {});
    const stop = new AbortController();
    const answer = api.transport({ ...request, signal: stop.signal });
    stop.abort(new Error("enough"));
    await expect(answer).rejects.toThrow("enough");
  });
});
