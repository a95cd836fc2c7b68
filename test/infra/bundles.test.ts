import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { variables } from "#cloud/environment.ts";
import { functions } from "../../scripts/bundle.ts";
import { buildBundles } from "./support/synthesize.ts";

let bundles: Awaited<ReturnType<typeof buildBundles>>;
beforeAll(async () => {
  bundles = await buildBundles();
});
afterAll(() => bundles.clean());

it("keeps every bundle within its budget", () => {
  expect(bundles.sizes.map(({ name }) => name)).toEqual(Object.keys(functions));
  for (const { name, kb, budgetKb } of bundles.sizes) expect(kb, `${name} in KB`).toBeLessThanOrEqual(budgetKb);
});

it.each(Object.keys(functions))("loads %s alone, with nothing but its variables, and finds a handler", async (name) => {
  const script = `const { handler } = await import(${JSON.stringify(`file://${bundles.directory}/${name}/index.mjs`)}); console.log(typeof handler)`;
  const env = {
    AWS_REGION: "us-east-1",
    ...Object.fromEntries(Object.values(variables).map((name) => [name, "x"])),
    MILLRACE_EVENTS_QUEUE: "https://sqs.us-east-1.amazonaws.com/0/events",
  };
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], { env });
  expect(stdout.trim()).toBe("function");
  // the message alone: Node would show the line that threw, and in a bundle that is all of it
  const telling = script
    .replace("await import", "await (import")
    .replace(");", ").catch(({ message }) => { console.error(message); process.exit(1); }));");
  const without = promisify(execFile)(process.execPath, ["--input-type=module", "-e", telling], { env: { AWS_REGION: "us-east-1" } });
  await expect(without).rejects.toThrow(/The environment lacks MILLRACE_(TABLE|SITE_BUCKET)/);
});
