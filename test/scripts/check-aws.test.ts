import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { consoleHeaders } from "#core/contract/console-headers.ts";
import { checkAccess } from "../../scripts/check-aws/access.ts";
import { checkAlarms } from "../../scripts/check-aws/alarms.ts";
import { type Account, guarded } from "../../scripts/check-aws/check.ts";
import { checkColdStarts, startOf } from "../../scripts/check-aws/cold-starts.ts";
import { checkConsole } from "../../scripts/check-aws/console.ts";
import { readOptions } from "../../scripts/check-aws/options.ts";
import { checkRoutes } from "../../scripts/check-aws/routes.ts";

// Against a deployment on an emulator it runs in test/cloud/guide; here each check is seen to fail, and to say what to do.

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const account = (more: Partial<Account>): Account => ({
  url: "http://127.0.0.1:1/api",
  token: "mr_token",
  console: undefined,
  stack: "Millrace",
  aws: () => Promise.reject(new Error("aws: command not found")),
  ...more,
});
const statuses = (findings: readonly { status: string }[]) => findings.map(({ status }) => status);

describe("the arguments of check:aws", () => {
  it("have defaults, and give way to what is said", () => {
    expect(readOptions([], {})).toMatchObject({ url: undefined, token: undefined, stack: "Millrace", coldStarts: false, json: false });
    const env = { MILLRACE_API_URL: "https://a.example/api/", MILLRACE_API_KEY: "mr_key" };
    expect(readOptions([], env)).toMatchObject({ url: "https://a.example/api", token: "mr_key" });
    expect(readOptions(["--url", "https://b.example/api", "--cold-starts"], env)).toMatchObject({
      url: "https://b.example/api",
      coldStarts: true,
    });
    expect(readOptions(["--without", "ecs", "--without", "lambda"], {})).toMatchObject({ without: ["ecs", "lambda"] });
    expect(readOptions(["-h"], {})).toBe("help");
  });

  it("are refused if they are none", () => {
    expect(() => readOptions(["--url", "here"], {})).toThrow('--url is "here"; expected an address');
    expect(() => readOptions(["--region", "x"], {})).toThrow("--region");
  });
});

describe("check:aws", () => {
  it("says so if nobody answers at the address", async () => {
    expect(await guarded("access", "look at --url", () => checkAccess(account({})))).toMatchObject([
      { what: "access", status: "failed", todo: "look at --url" },
    ]);
  });

  it("finds an API that lets everybody in", async () => {
    const url = await serve((_, answer) => answer.end("{}"));
    expect(statuses(await checkAccess(account({ url })))).toEqual(["ok", "ok", "ok", "failed", "failed"]);
  });

  it("finds routes that end at the gateway, and those whose function lacks a right", async () => {
    const gateway = await serve((_, answer) => answer.writeHead(404).end('{"message":"Not Found"}'));
    expect(await checkRoutes(account({ url: gateway }))).toMatchObject([{ status: "failed" }]);
    const denied = await serve((_, answer) => answer.writeHead(500).end('{"code":"internal"}'));
    expect(await checkRoutes(account({ url: denied }))).toMatchObject([
      { status: "failed", todo: expect.stringContaining("AccessDenied") },
    ]);
    const answering = await serve((_, answer) => answer.writeHead(422).end('{"code":"invalid"}'));
    expect(await checkRoutes(account({ url: answering }))).toMatchObject([{ status: "ok" }]);
  });

  it("names alarms that are on, and their section of the runbook", async () => {
    const quiet = { AlarmName: "Millrace-A", StateValue: "OK" };
    const on = { AlarmName: "Millrace-B", StateValue: "ALARM", AlarmDescription: "docs/runbook.md#late-runs" };
    expect(await checkAlarms(account({ aws: async () => [quiet] }))).toMatchObject([{ status: "ok", saw: "1, all quiet" }]);
    expect(await checkAlarms(account({ aws: async () => [quiet, on] }))).toMatchObject([
      { status: "failed", todo: "docs/runbook.md#late-runs" },
    ]);
    expect(await checkAlarms(account({ aws: async () => null }))).toMatchObject([{ status: "failed", saw: "none is there" }]);
  });

  it("looks at what the console is answered with", async () => {
    const bare = await serve((_, answer) => answer.end("page"));
    expect(statuses(await checkConsole(account({ console: bare })))).toEqual(["failed", "failed", "ok", "failed"]);
    const headers = {
      ...consoleHeaders,
      "content-security-policy": "default-src 'self'",
      "strict-transport-security": "max-age=1",
      "content-type": "text/html",
    };
    const whole = await serve((_, answer) => answer.writeHead(200, headers).end("page"));
    expect(statuses(await checkConsole(account({ console: whole })))).toEqual(["ok", "ok", "ok", "failed"]);
    expect(statuses(await checkConsole(account({})))).toEqual(["skipped"]);
  });

  it("reads a cold start from what Lambda reports, and changes nothing unless it may", async () => {
    expect(startOf("REPORT RequestId: 1 Duration: 2 ms Init Duration: 210.55 ms")).toBe(210.55);
    expect(startOf('{"type":"platform.report","record":{"metrics":{"initDurationMs": 93.2}}}')).toBe(93.2);
    expect(startOf("REPORT RequestId: 1 Duration: 2 ms")).toBeUndefined();
    const asked: string[] = [];
    const report = Buffer.from("REPORT Init Duration: 100 ms").toString("base64");
    const aws = async (...[, operation = ""]: string[]) => {
      asked.push(operation);
      return operation === "list-functions" ? ["Millrace-SweepHandler1"] : operation === "invoke" ? { LogResult: report } : undefined;
    };
    expect(await checkColdStarts(account({ aws }), false)).toMatchObject([{ status: "skipped" }]);
    expect(asked).toEqual([]);
    expect(await checkColdStarts(account({ aws }), true)).toMatchObject([{ status: "ok", saw: "100 ms for the sweep to load" }]);
    expect(asked).toContain("update-function-configuration");
  });
});
