import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { tempDirectory } from "#test/support/temp-directory.ts";
import { openServer, raw } from "./support.ts";

const INLINE = 'document.documentElement.dataset.theme = "dark"';

async function withConsole() {
  const directory = await tempDirectory();
  const consoleDir = `${directory.path}/dist`;
  await mkdir(`${consoleDir}/assets`, { recursive: true });
  await writeFile(`${directory.path}/secret.txt`, "secret");
  await writeFile(
    `${consoleDir}/index.html`,
    `<!doctype html><script>${INLINE}</script><script type="module" src="/assets/app-1a2b3c4d.js"></script>`,
  );
  await writeFile(`${consoleDir}/assets/app-1a2b3c4d.js`, "plain()");
  await writeFile(`${consoleDir}/assets/app-1a2b3c4d.js.br`, "brotli");
  await writeFile(`${consoleDir}/assets/app-1a2b3c4d.js.gz`, "gzip");
  await writeFile(`${consoleDir}/favicon.svg`, "<svg/>");
  const server = await openServer({ consoleDir });
  return {
    ...server,
    consoleDir,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await directory[Symbol.asyncDispose]();
    },
  };
}

describe("the console's files", () => {
  it("are served with their types; hashed ones for ever, pages asked for again", async () => {
    await using server = await withConsole();
    const script = await raw(server.url, "/assets/app-1a2b3c4d.js");
    expect([script.text, script.headers["content-type"], script.headers["cache-control"]]).toEqual([
      "plain()",
      "text/javascript; charset=utf-8",
      "public, max-age=31536000, immutable",
    ]);
    const page = await raw(server.url, "/");
    expect([page.headers["content-type"], page.headers["cache-control"]]).toEqual(["text/html; charset=utf-8", "no-cache"]);
    expect((await raw(server.url, "/", { headers: { "if-none-match": String(page.headers.etag) } })).status).toBe(304);
  });

  it.each(["/runs", "/runs/flow-run/0198?tab=logs", "/flows/a%2Fb"])("give the page for %s, as it routes by itself", async (path) => {
    await using server = await withConsole();
    const answer = await raw(server.url, path);
    expect([answer.status, answer.text]).toEqual([200, expect.stringContaining("<!doctype html>")]);
  });

  it("allow no script but their own, and the page's inline one by its hash", async () => {
    await using server = await withConsole();
    const policy = String((await raw(server.url, "/")).headers["content-security-policy"]);
    expect(policy).toContain(`script-src 'self' 'sha256-${createHash("sha256").update(INLINE).digest("base64")}';`);
    expect(policy).toContain("frame-ancestors 'none'");
  });

  it.each([
    ["br, gzip", "br", "brotli"],
    ["gzip", "gzip", "gzip"],
    ["br;q=0, gzip", "gzip", "gzip"],
    ["identity", undefined, "plain()"],
  ])("come compressed beforehand for Accept-Encoding: %s", async (accepted, encoding, text) => {
    await using server = await withConsole();
    const answer = await raw(server.url, "/assets/app-1a2b3c4d.js", { headers: { "accept-encoding": accepted } });
    expect([answer.headers["content-encoding"], answer.text]).toEqual([encoding, text]);
  });

  it.each([
    "/../secret.txt",
    "/..%2fsecret.txt",
    "/assets/..%2f..%2fsecret.txt",
    "/%2e%2e/secret.txt",
    "/assets/%00.js",
    "/..\\secret.txt",
    "//secret.txt",
    "/missing.js",
    "/%ff.js",
  ])("are all that is served: not %s", async (path) => {
    await using server = await withConsole();
    const answer = await raw(server.url, path);
    expect([answer.status, answer.text.includes("secret\n")]).toEqual([404, false]);
  });

  it("built anew while the server runs are found", async () => {
    await using server = await withConsole();
    expect((await raw(server.url, "/favicon.svg")).status).toBe(200);
    await writeFile(`${server.consoleDir}/assets/app-99999999.js`, "new()");
    await expect.poll(async () => (await raw(server.url, "/assets/app-99999999.js")).status, { timeout: 5000 }).toBe(200);
  });

  it("are only read", async () => {
    await using server = await withConsole();
    expect((await raw(server.url, "/favicon.svg", { method: "POST" })).status).toBe(405);
  });

  it("are missed with a word about where the API is", async () => {
    await using server = await openServer();
    expect((await raw(server.url, "/")).text).toContain("/api/docs");
  });
});
