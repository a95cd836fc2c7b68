import { createServer } from "node:http";
import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { createClient } from "#core/contract/client.ts";
import { systemIds } from "#core/ports/system.ts";
import { findServer } from "#local/data-directory.ts";
import { startServer } from "#local/server/server.ts";
import { tempDirectory } from "#test/support/temp-directory.ts";
import { openServer, raw } from "./support.ts";

const json = { "content-type": "application/json" };

describe("the local server", () => {
  it("serves the API over HTTP, and keeps what it was given", async () => {
    await using directory = await tempDirectory();
    const id = systemIds.runId();
    {
      await using server = await openServer({ dataDir: directory.path });
      const answer = await fetch(`${server.url}/api/x/flow_runs/begin`, {
        method: "POST",
        headers: json,
        body: JSON.stringify({ id, flow: { name: "ä" }, holder: "h:1" }),
      });
      expect(answer.status).toBe(201);
      expect(answer.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    }
    await using server = await openServer({ dataDir: directory.path });
    expect(await (await fetch(`${server.url}/api/flow_runs/${id}`)).json()).toMatchObject({ id, state_type: "RUNNING" });
  });

  it("answers 204 without a body, HEAD, and errors as problems", async () => {
    await using server = await openServer();
    expect((await raw(server.url, "/api/health", { method: "HEAD" })).headers["content-length"]).toBe("4");
    const gone = await raw(server.url, `/api/flows/${systemIds.uuid()}`, { method: "DELETE" });
    expect([gone.status, JSON.parse(gone.text).code]).toEqual([404, "not-found"]);
  });

  it("tells where it is on its data directory, and no longer when closed", async () => {
    await using directory = await tempDirectory();
    const server = await openServer({ dataDir: directory.path, token: "secret" });
    expect(await findServer(directory.path)).toMatchObject({ url: server.url, pid: process.pid, token: "secret" });
    await server.close();
    expect(await findServer(directory.path)).toBeNull();
  });

  it("refuses a data directory that has a server, with the reason, and leaves that one alone", async () => {
    await using server = await openServer();
    await expect(startServer({ dataDir: server.dataDir })).rejects.toThrow(
      expect.objectContaining({ code: "server-running", message: expect.stringContaining(server.url) }),
    );
    expect((await fetch(`${server.url}/api/health`)).status).toBe(200);
  });

  it("says that a port is taken, and leaves the data directory free", async () => {
    await using directory = await tempDirectory();
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const { port } = other.address() as { port: number };
    await expect(startServer({ dataDir: directory.path, port })).rejects.toMatchObject({ code: "EADDRINUSE" });
    other.close();
    await using _server = await openServer({ dataDir: directory.path });
  });

  it.each(["0.0.0.0", "::", "192.0.2.1"])("does not bind %s without a token", async (host) => {
    await using directory = await tempDirectory();
    await expect(startServer({ host, dataDir: directory.path })).rejects.toMatchObject({ code: "open-server" });
    await expect(startServer({ behindProxy: true, dataDir: directory.path })).rejects.toMatchObject({ code: "open-server" });
  });

  it("finishes the requests under way before it closes", async () => {
    await using directory = await tempDirectory();
    const server = await openServer({ dataDir: directory.path });
    const { port } = server;
    const socket = connect(port, "127.0.0.1");
    const body = JSON.stringify({ name: "late" });
    socket.write(
      `POST /api/flows/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 5)}`,
    );
    await fetch(`${server.url}/api/health`);
    const closing = server.close();
    socket.write(body.slice(5));
    const answer = await new Promise<string>((resolve) => {
      let text = "";
      socket.on("data", (chunk) => {
        text += chunk;
      });
      socket.on("close", () => resolve(text));
    });
    await closing;
    expect(answer).toMatch(/^HTTP\/1.1 201 /);
    await using again = await openServer({ dataDir: directory.path });
    expect((await fetch(`${again.url}/api/flows/name/late`)).status).toBe(200);
  });
});

describe("bodies", () => {
  it("of ten megabytes and more are 413, said before they are read", async () => {
    await using server = await openServer();
    const answer = await raw(server.url, "/api/flows/", {
      method: "POST",
      headers: { ...json, "content-length": "20000000" },
      body: "",
    }).catch((error) => error);
    // the request was never finished, so the connection ends with the answer
    expect(answer.status ?? answer.code).toBe(413);
  });

  it("that grow beyond it while they come are 413", async () => {
    await using server = await openServer();
    const answer = await raw(server.url, "/api/flows/", {
      method: "POST",
      headers: { ...json, "transfer-encoding": "chunked" },
      body: Buffer.alloc(11_000_000, 32),
    }).catch((error) => error);
    expect([413, "ECONNRESET", "EPIPE"]).toContain(answer.status ?? answer.code);
    expect((await fetch(`${server.url}/api/health`)).status).toBe(200);
  });
});

describe("names the server is called by", () => {
  it.each([
    ["localhost", 200],
    ["LOCALHOST:4200", 200],
    ["127.0.0.1:1", 200],
    ["[::1]:80", 200],
    ["console.localhost", 200],
    ["evil.example", 403],
    ["127.0.0.1.evil.example", 403],
    ["localhost.evil.example:80", 403],
    ["localhost@evil.example", 403],
  ])("Host: %s is answered %i where there is no token", async (host, status) => {
    await using server = await openServer();
    for (const path of ["/", "/api/openapi.json"]) expect((await raw(server.url, path, { headers: { host } })).status, path).toBe(status);
    expect((await raw(server.url, "/api/health", { headers: { host } })).status).toBe(status);
  });

  it("do not matter where there is one", async () => {
    await using server = await openServer({ token: "t" });
    expect((await raw(server.url, "/api/hello", { headers: { host: "millrace.example", authorization: "Bearer t" } })).status).toBe(200);
  });

  it("given by a proxy make the links, if one was announced", async () => {
    const forwarded = { host: "10.0.0.1", "x-forwarded-host": "millrace.example", "x-forwarded-proto": "https", authorization: "Bearer t" };
    const urlIn = async (behindProxy: boolean) => {
      await using server = await openServer({ token: "t", behindProxy });
      const { servers } = JSON.parse((await raw(server.url, "/api/openapi.json", { headers: forwarded })).text);
      return { said: servers[0].url };
    };
    expect((await urlIn(true)).said).toBe("https://millrace.example/api");
    // without a proxy it is the name the caller used, as that reaches the server from there
    expect((await urlIn(false)).said).toBe("http://10.0.0.1/api");
  });
});

describe("a server with a token", () => {
  it("answers nobody without it but for health and readiness", async () => {
    await using server = await openServer({ token: "correct horse" });
    const status = async (path: string, authorization?: string) =>
      (await raw(server.url, path, { headers: { host: "x", ...(authorization && { authorization }) } })).status;
    expect([
      await status("/api/health"),
      await status("/api/ready"),
      await status("/api/hello"),
      await status("/api/hello", "Bearer wrong"),
    ]).toEqual([200, 200, 401, 401]);
    expect(await status("/api/hello", `Basic ${Buffer.from("me:correct horse").toString("base64")}`)).toBe(200);
  });

  it("lets a browser sign in, over a restart, until the token is another", async () => {
    await using directory = await tempDirectory();
    let cookie = "";
    {
      await using server = await openServer({ token: "one", dataDir: directory.path });
      const answer = await raw(server.url, "/api/x/session", { method: "POST", headers: json, body: '{"token":"one"}' });
      cookie = String(answer.headers["set-cookie"]).split(";")[0]!;
      expect([answer.status, cookie]).toEqual([204, expect.stringMatching(/^millrace=/)]);
      expect(cookie).not.toContain("one");
    }
    for (const [token, status] of [
      ["one", 200],
      ["two", 401],
    ] as const) {
      await using server = await openServer({ token, dataDir: directory.path });
      expect((await raw(server.url, "/api/hello", { headers: { cookie } })).status).toBe(status);
    }
  });
});

describe("links to blobs", () => {
  it("write and read without credentials, once presigned", async () => {
    await using server = await openServer({ token: "t" });
    const client = createClient(async ({ method, path, body }) => {
      const answer = await fetch(`${server.url}/api${path}`, {
        method,
        headers: { ...json, authorization: "Bearer t" },
        ...(body && { body }),
      });
      return { status: answer.status, text: await answer.text() };
    });
    const link = async (method: "GET" | "PUT") =>
      (await client.presignBlob({ body: { key: "results/a/b", method, content_type: null } })).url;
    expect(await link("PUT")).toMatch(`${server.url}/blobs/results/a/b`);
    const bytes = Buffer.from([0, 255, 1, 254]);
    expect((await fetch(await link("PUT"), { method: "PUT", body: bytes })).status).toBe(200);
    expect(Buffer.from(await (await fetch(await link("GET"))).arrayBuffer())).toEqual(bytes);
    expect((await fetch((await link("GET")).replace("/b?", "/c?"))).status).toBe(403);
    expect((await raw(server.url, "/blobs/..%2f..%2fmillrace.db")).status).toBe(403);
  });
});
