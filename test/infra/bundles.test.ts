import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, it } from "vitest";
import { variables } from "#cloud/environment.ts";
import { openApiDocument } from "#core/contract/openapi.ts";
import type { Route } from "#core/contract/route.ts";
import { routes } from "#core/contract/routes.ts";
import about from "../../package.json" with { type: "json" };
import { functions } from "../../scripts/bundle.ts";
import { outlineRoutes } from "../../scripts/outline-routes.ts";
import { buildBundles } from "./support/synthesize.ts";

const environment = {
  AWS_REGION: "us-east-1",
  ...Object.fromEntries(Object.values(variables).map((name) => [name, "x"])),
  MILLRACE_EVENTS_QUEUE: "https://sqs.us-east-1.amazonaws.com/0/events",
};
let bundles: Awaited<ReturnType<typeof buildBundles>>;
beforeAll(async () => {
  bundles = await buildBundles();
}, 120_000);
afterAll(() => bundles.clean());

it("keeps every bundle within its budget", () => {
  expect(bundles.sizes.map(({ name }) => name)).toEqual([...Object.keys(functions), "runner"]);
  for (const { name, kb, budgetKb } of bundles.sizes) expect(kb, `${name} in KB`).toBeLessThanOrEqual(budgetKb);
});

it("answers from the bundle the same description of the API as from the sources, though it starts without it", async () => {
  const [answer] = await ask({ method: "GET", path: "/api/openapi.json" });
  const described = openApiDocument({ version: about.version, serverUrl: "https://api.test/api" });
  expect(answer).toEqual({ statusCode: 200, body: JSON.parse(JSON.stringify(described)) });
});

it("knows of every route what it is asked by, and where the whole of it is", async () => {
  const built = await build({
    entryPoints: ["core/contract/routes.ts"],
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    plugins: [outlineRoutes],
    logLevel: "error",
  });
  const code = Buffer.from(built.outputFiles[0]!.contents).toString("base64");
  const bundled = ((await import(`data:text/javascript;base64,${code}`)) as { routes: Readonly<Record<string, Route>> }).routes;
  expect(Object.keys(bundled).sort()).toEqual(Object.keys(routes).sort());
  for (const [name, { method, path, access, tag, summary, status, produces }] of Object.entries<Route>(routes)) {
    const { later, ...known } = bundled[name]!;
    expect(known, name).toMatchObject({ method, path, access });
    if (later !== undefined) expect(Object.keys(known), name).toHaveLength(3);
    expect((await later?.()) ?? known, name).toMatchObject({
      ...{ method, path, access, tag, summary },
      ...(status && { status }),
      ...(produces && { produces }),
    });
  }
  const whole = Object.keys(bundled).filter((name) => bundled[name]!.later === undefined);
  expect(whole).toEqual(expect.arrayContaining(["createFlowRun", "createTaskRun"]));
  expect(whole.length).toBeLessThan(Object.keys(routes).length / 4);
});

it("serves, and judges, what is loaded when it is first asked for", async () => {
  const preview = (body: object) => ({ method: "POST", path: "/api/x/schedules/preview", body });
  const after = "2026-11-26T00:00:00Z";
  const answers = await ask(
    preview({ schedule: { cron: "0 9 * * *", timezone: "Europe/Berlin" }, limit: 1, after }),
    preview({ schedule: { cron: "0 9 * * *" }, limit: 101 }),
    { method: "DELETE", path: "/api/x/schedules/preview" },
  );
  expect(answers).toMatchObject([
    { statusCode: 200, body: { times: ["2026-11-26T08:00:00.000000Z"] } },
    { statusCode: 422, body: { code: "invalid", issues: [{ path: "body.limit" }] } },
    { statusCode: 405, body: { code: "method-not-allowed" } },
  ]);
});

/** What the API's bundle answers, in a process of its own, to somebody the gateway has let in. */
async function ask(...requests: { method: string; path: string; body?: object }[]): Promise<unknown[]> {
  const events = requests.map(({ method, path, body }) => ({
    version: "2.0",
    headers: { "content-type": "application/json" },
    rawQueryString: "",
    rawPath: path,
    requestContext: {
      requestId: "r",
      domainName: "api.test",
      http: { method, path },
      authorizer: { lambda: { role: "member", token: "t" } },
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }));
  const script = `const { handler } = await import(${JSON.stringify(`file://${bundles.directory}/api/index.mjs`)});
    const answers = [];
    for (const event of ${JSON.stringify(events)}) {
      const { statusCode, body } = await handler(event);
      answers.push({ statusCode, body: JSON.parse(body) });
    }
    process.stdout.write(JSON.stringify(answers));`;
  const options = { env: environment, maxBuffer: 10_000_000 };
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], options);
  return JSON.parse(stdout) as unknown[];
}

it.each(Object.keys(functions))("loads %s alone, with nothing but its variables, and finds a handler", async (name) => {
  const script = `const { handler } = await import(${JSON.stringify(`file://${bundles.directory}/${name}/index.mjs`)}); console.log(typeof handler)`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], { env: environment });
  expect(stdout.trim()).toBe("function");
  // the message alone: Node would show the line that threw, and in a bundle that is all of it
  const telling = script
    .replace("await import", "await (import")
    .replace(");", ").catch(({ message }) => { console.error(message); process.exit(1); }));");
  const without = promisify(execFile)(process.execPath, ["--input-type=module", "-e", telling], { env: { AWS_REGION: "us-east-1" } });
  await expect(without).rejects.toThrow(/The environment lacks MILLRACE_\w+/);
});
