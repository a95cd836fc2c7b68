import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openApiDocument } from "#core/contract/openapi.ts";
import { Problem } from "#core/contract/problem.ts";
import { systemIds } from "#core/ports/system.ts";
import type { SqliteStore } from "#local/store/sqlite-store.ts";
import { openTestApi, type TestApi } from "./support/api.ts";
import { junk, type Schema, valueFor } from "./support/schema-arbitrary.ts";
import { begin, snapshot } from "./support/seed.ts";

interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: { readonly "application/json": { readonly schema: Schema } } };
}

const document = openApiDocument({ version: "1", serverUrl: "http://test/api" }) as unknown as {
  readonly paths: { readonly [path: string]: { readonly [method: string]: Operation } };
  readonly components: { readonly schemas: { readonly [name: string]: Schema } };
};
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
);

// A made-up request goes through any route and never fails inside; if it is refused, nothing has changed.
describe("random requests made from the OpenAPI document", () => {
  it("are never answered 5xx, and change nothing when refused", { timeout: 120_000 }, async () => {
    const { api, ids } = await seeded();
    const statuses = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(request(ids), async ({ method, path, body, headers }) => {
        const before = dump(api);
        const answer = await api.send(method, path, body, headers);
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        expect(answer.status, `${method} ${path} ${JSON.stringify(body)} → ${answer.text}`).toBeLessThan(500);
        if (answer.status >= 400) {
          expect(dump(api)).toBe(before);
          Problem.parse(answer.json);
        }
      }),
      { numRuns: Number(process.env.FUZZ_RUNS ?? 800) },
    );
    // the test would mean little if nearly all were refused at the door
    expect([...statuses].filter(([status]) => status < 300).reduce((sum, [, count]) => sum + count, 0)).toBeGreaterThan(150);
  });

  it("nor are those whose body is junk altogether", { timeout: 60_000 }, async () => {
    const { api } = await seeded();
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...operations), fc.oneof(junk, fc.string({ unit: "binary" })), async ({ method, path }, body) => {
        const answer = await api.send(method, path.replace(/\{\w+\}/g, systemIds.runId()), body === undefined ? undefined : body);
        expect(answer.status, `${method} ${path} ${JSON.stringify(body)} → ${answer.text}`).toBeLessThan(500);
      }),
      { numRuns: 500 },
    );
  });

  it("nor are those to random paths", async () => {
    const { api } = await seeded();
    const segment = fc.oneof(
      fc.constantFrom("flows", "flow_runs", "filter", "name", "x", "..", ".", "%2e%2e", "%", "%ff", "docs", "__proto__", "constructor", ""),
      fc.webPath(),
      fc.string({ unit: "grapheme", maxLength: 10 }).map(encodeURIComponentSafely),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("GET", "POST", "PATCH", "DELETE", "PUT", "OPTIONS", "TRACE", ""),
        fc.array(segment, { maxLength: 5 }),
        fc.webQueryParameters(),
        async (method, parts, query) => {
          const answer = await api.send(method || "GET", `/${parts.join("/")}?${query}`);
          expect(answer.status, `${method} ${parts.join("/")}`).toBeLessThan(500);
        },
      ),
      { numRuns: 500 },
    );
  });
});

async function seeded(): Promise<{ api: TestApi; ids: string[] }> {
  const api = openTestApi({ log: console.error });
  const ids: string[] = [];
  for (const name of ["alpha", "beta"]) {
    const run = await begin(api, { flow: { name } });
    const told = snapshot(["PENDING", "RUNNING"]);
    await api.client.reportTaskRuns({
      body: {
        flow_run_id: run.id,
        epoch: 1,
        sequence: 1,
        task_runs: [told],
        logs: [{ name: "l", level: 20, message: "m", timestamp: "2026-11-23T09:00:00Z" }],
      },
    });
    const artifact = await api.client.createArtifact({ body: { key: "note", flow_run_id: run.id } });
    ids.push(run.id, run.flow_id, told.id, told.states[0]!.id, artifact.id, run.state_id!);
  }
  return { api, ids };
}

function request(known: string[]) {
  const id = fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...known) }, { weight: 1, arbitrary: fc.uuid() });
  const header = fc.oneof(
    { weight: 20, arbitrary: fc.constant({}) },
    fc.dictionary(
      fc.constantFrom("x-prefect-api-version", "content-type", "origin", "authorization", "cookie", "accept-encoding", "host"),
      fc.string(),
      { maxKeys: 2 },
    ),
  );
  return fc.constantFrom(...operations).chain(({ path, method, operation }) => {
    const parameters = (operation.parameters ?? []).map(({ name, in: where, schema }) =>
      valueFor(schema, document.components.schemas, id).map((value) => ({
        name,
        where,
        value: typeof value === "object" ? JSON.stringify(value) : String(value),
      })),
    );
    const schema = operation.requestBody?.content["application/json"].schema;
    const body = schema === undefined ? fc.constant(undefined) : valueFor(schema, document.components.schemas, id);
    return fc.record({ parameters: fc.tuple(...parameters), body, headers: header }).map((made) => {
      const query = new URLSearchParams();
      let filled = path;
      for (const { name, where, value } of made.parameters) {
        if (where === "path") filled = filled.replace(`{${name}}`, encodeURIComponentSafely(value));
        else query.set(name, value.toWellFormed());
      }
      return {
        method,
        path: query.size === 0 ? filled : `${filled}?${query}`,
        body: made.body,
        headers: made.headers as Record<string, string>,
      };
    });
  });
}

function encodeURIComponentSafely(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

function dump({ store }: TestApi): string {
  return JSON.stringify((store as SqliteStore).all());
}
