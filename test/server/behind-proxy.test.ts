import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FlowRun } from "#core/contract/flow-runs.ts";
import { tempDirectory } from "#test/support/temp-directory.ts";
import { newUser, type User } from "../cli/run-cli.ts";
import { openServer } from "./support.ts";
import { browse, certificateFile, startTlsProxy, type TlsProxy } from "./tls-proxy.ts";

// A server on a VM with a token, a proxy with TLS in front, a laptop, and an agent on a third machine: they share nothing but the proxy.

const stack = new AsyncDisposableStack();
const TOKEN = "a-token-of-the-team";
let proxy: TlsProxy;
let files: string;
let laptop: User;
let worker: User;

beforeAll(async () => {
  files = stack.use(await tempDirectory()).path;
  await writeFile(join(files, "index.html"), "<!doctype html><title>Millrace</title>");
  const server = stack.use(await openServer({ token: TOKEN, behindProxy: true, consoleDir: files }));
  proxy = stack.use(await startTlsProxy(server.url));
  [laptop, worker] = [machine(), machine()];
});
afterAll(() => stack.disposeAsync());

/** All that a machine is told: where the API is, its token, and whom to trust. */
function machine(): User {
  const user = newUser();
  stack.defer(() => user.leave());
  const told = { MILLRACE_API_URL: `${proxy.url}/api`, MILLRACE_API_KEY: TOKEN, NODE_EXTRA_CA_CERTS: certificateFile };
  return {
    ...user,
    run: (args, env) => user.run(args, { ...told, ...env }),
    async json(...args) {
      const { code, stdout, stderr } = await user.run(args, told);
      expect([code, stderr]).toEqual([0, expect.anything()]);
      return JSON.parse(stdout);
    },
  };
}

const since = (mark: number, what: string) => proxy.seen.slice(mark).filter((line) => line.startsWith(what));

describe("a server on another machine, behind a proxy", { timeout: 120_000 }, () => {
  let run: FlowRun;

  it("makes a storage in a directory of its own", async () => {
    const args = ["storage", "create", "--type", "local", "--name", "vm", "--path", join(files, "storage"), "--default", "--yes"];
    expect(await laptop.run(args)).toMatchObject({ code: 0 });
  });

  it("takes a deployment whose code goes up by links that lead through the proxy", async () => {
    const mark = proxy.seen.length;
    const file = fileURLToPath(new URL("./flows/remote.ts", import.meta.url));
    const { code, stdout, stderr } = await laptop.run(["deployment", "create", file]);
    expect({ code, stdout, stderr }).toMatchObject({ code: 0, stdout: expect.stringContaining("echo/far  created") });
    expect(stderr).toContain(`agents that reach ${proxy.url}/api can run it`);
    expect(since(mark, "PUT /blobs/storage")).toHaveLength(1);
  });

  it("gives an agent elsewhere the run and its code", async () => {
    expect(await laptop.run(["work-queue", "create", "far", "--tag", "far"])).toMatchObject({ code: 0 });
    run = await laptop.json<FlowRun>("deployment", "run", "echo/far", "--param", "word=hey", "--json");
    const mark = proxy.seen.length;
    const { code, stdout, stderr } = await worker.run(["agent", "start", "far", "--run-once"]);
    expect({ code, stdout, stderr }).toMatchObject({ code: 0, stdout: expect.stringContaining("Completed") });
    expect(since(mark, "GET /blobs/storage")).toHaveLength(1);
    expect(since(mark, "PUT /blobs/storage").length).toBeGreaterThanOrEqual(1);
  });

  it("reads the result through itself, from the storage only it can reach", async () => {
    const script = fileURLToPath(new URL("./scripts/read-result.ts", import.meta.url));
    const env = {
      PATH: process.env.PATH,
      MILLRACE_HOME: laptop.home,
      MILLRACE_API_URL: `${proxy.url}/api`,
      MILLRACE_API_KEY: TOKEN,
      NODE_EXTRA_CA_CERTS: certificateFile,
    };
    const { stdout } = await promisify(execFile)(process.execPath, [script, run.id], { env });
    expect(stdout).toMatch(/"key":"storage=[^"]+".*\n15000\n$/);
  });

  it("serves the console with signing in, and needs no setting for it", async () => {
    expect(await browse(`${proxy.url}/runs/${run.id}`, { headers: { accept: "text/html" } })).toMatchObject({
      status: 200,
      text: expect.stringContaining("<title>Millrace"),
    });
    const session = async (headers = {}) => JSON.parse((await browse(`${proxy.url}/api/x/session`, { headers })).text);
    expect(await session()).toEqual({ role: null, name: null, sign_in: true });

    // what browsers that say nothing of sites send
    const page = { "content-type": "application/json", origin: proxy.url };
    const signIn = await browse(`${proxy.url}/api/x/session`, { method: "POST", headers: page, body: JSON.stringify({ token: TOKEN }) });
    const cookie = String(signIn.headers["set-cookie"]);
    expect([signIn.status, cookie]).toEqual([204, expect.stringMatching(/^__Host-millrace=.*HttpOnly.*SameSite=Strict.*Secure/)]);

    const signedIn = { ...page, cookie: cookie.replace(/;.*/, "") };
    expect(await session(signedIn)).toMatchObject({ role: "admin" });
    const listed = await browse(`${proxy.url}/api/flow_runs/filter`, { method: "POST", headers: signedIn, body: "{}" });
    expect(JSON.parse(listed.text)).toMatchObject([{ id: run.id, state_type: "COMPLETED" }]);
    const foreign = { ...signedIn, origin: "https://elsewhere.example" };
    expect(await browse(`${proxy.url}/api/flow_runs/filter`, { method: "POST", headers: foreign, body: "{}" })).toMatchObject({
      status: 403,
    });
  });
});

describe("a server that is reached by another name than it was bound by", () => {
  it("makes links that carry the name its caller used", async () => {
    await using server = await openServer({ token: TOKEN });
    const asked = await fetch(`http://localhost:${server.port}/api/x/blobs/presign`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${TOKEN}` },
      body: JSON.stringify({ method: "PUT", key: "results/x" }),
    });
    expect(await asked.json()).toMatchObject({ url: expect.stringMatching(`^http://localhost:${server.port}/blobs/results/x\\?`) });
  });
});
