import { readFile } from "node:fs/promises";
import { createClient } from "#core/contract/client.ts";
import { systemIds } from "#core/ports/system.ts";
import { createApiHandler } from "#functions/api/handler.ts";
import type { ServiceDeps } from "#functions/services/deps.ts";
import { createParts } from "#functions/services/parts.ts";
import { createServices } from "#functions/services/services.ts";
import { cloudDeps } from "#functions/wiring.lambda.ts";
import { transportOf } from "#local/in-process.ts";
import type { Resource } from "#test/infra/support/synthesize.ts";
import { resolve } from "../privileges/grants.ts";
import { physicalIds } from "../privileges/report.ts";
import { emulator } from "../support/emulator.ts";

/** The deployed functions by their logical ids, each with what it is called there and the variables the stack set. */
export async function deployedFunctions() {
  const file = process.env["MILLRACE_TEST_TEMPLATE"];
  if (file === undefined) throw new Error("MILLRACE_TEST_TEMPLATE names no file. Run .ci/python.sh, which deploys and sets it.");
  const { Resources } = JSON.parse(await readFile(file, "utf8")) as { Resources: Readonly<Record<string, Resource>> };
  const physical = await physicalIds(emulator.endpoint, "Millrace");
  return { resources: Resources, physical };
}

/**
 * A function of the API in this process, over the real adapters and the deployed table, bucket and queues: it can be made to die between two
 * effects, or to live by another clock, and what it leaves behind is found by those that are deployed.
 */
export async function apiHere(change: (deps: ServiceDeps) => ServiceDeps = (deps) => deps) {
  const { resources, physical } = await deployedFunctions();
  const [, api] = Object.entries(resources).find(([id, { Type }]) => Type === "AWS::Lambda::Function" && id.startsWith("ApiHandler"))!;
  const { Environment } = api.Properties as { Environment: { Variables: Readonly<Record<string, unknown>> } };
  for (const [name, value] of Object.entries(Environment.Variables)) process.env[name] = resolve(value, resources, physical);
  const parts = createParts(change({ ...cloudDeps(), log: () => undefined }));
  const handler = createApiHandler(createServices(parts), { version: "test", log: () => undefined });
  return { parts, handler, client: createClient(transportOf(handler, systemIds)) };
}
