import { describe, expect, it } from "vitest";
import { openApiDocument } from "#core/contract/openapi.ts";
import type { Route } from "#core/contract/route.ts";
import { routes } from "#core/contract/routes.ts";

// biome-ignore lint/suspicious/noExplicitAny: a JSON document is read here as one would read it without types
const document = openApiDocument({ version: "1.2.3", serverUrl: "http://127.0.0.1:4200/api" }) as any;
const operations = Object.entries<Record<string, Record<string, unknown>>>(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
);

function* refsIn(node: unknown): Generator<string> {
  if (node === null || typeof node !== "object") return;
  for (const [key, value] of Object.entries(node)) {
    if (key === "$ref") yield value as string;
    else yield* refsIn(value);
  }
}

describe("openApiDocument", () => {
  it("has the frame of OpenAPI 3.1", () => {
    expect(document).toMatchObject({
      openapi: "3.1.0",
      info: { title: "Millrace", version: "1.2.3", license: { identifier: "Apache-2.0" } },
      servers: [{ url: "http://127.0.0.1:4200/api" }],
      security: [{ bearer: [] }],
      components: { securitySchemes: { bearer: { type: "http", scheme: "bearer" } } },
    });
    expect(Object.keys(document).sort()).toEqual(["components", "info", "openapi", "paths", "security", "servers", "tags"]);
  });

  it("has every route once, under its method and path, with its name and tag", () => {
    const listed = operations.map(({ path, method, operation }) => [
      operation.operationId,
      `${method.toUpperCase()} ${path}`,
      (operation.tags as string[])[0],
    ]);
    expect(listed.sort()).toEqual(
      Object.entries<Route>(routes)
        .map(([name, route]) => [name, `${route.method} ${route.path}`, route.tag])
        .sort(),
    );
    const tags = document.tags.map((tag: { name: string }) => tag.name);
    expect(new Set(tags).size).toBe(tags.length);
    for (const { operation } of operations) expect(tags).toContain((operation.tags as string[])[0]);
  });

  it("refers only to components there are, and has none in vain", () => {
    const refs = new Set(refsIn(document));
    for (const ref of refs) {
      const [, , group, name] = ref.split("/");
      expect(document.components[group!][name!], ref).toBeDefined();
    }
    for (const name of Object.keys(document.components.schemas)) expect(refs).toContain(`#/components/schemas/${name}`);
    expect(JSON.stringify(document)).not.toContain("$defs");
    expect(JSON.stringify(document)).not.toContain("$schema");
  });

  it("declares exactly the parameters of each path", () => {
    for (const { path, operation } of operations) {
      const parameters = (operation.parameters ?? []) as { name: string; in: string; required: boolean; schema: object }[];
      const inPath = parameters.filter((parameter) => parameter.in === "path");
      expect(inPath.map(({ name }) => name)).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
      for (const parameter of inPath) expect(parameter.required).toBe(true);
    }
    expect(document.paths["/flow_runs/{id}/graph-v2"].get.parameters[1]).toMatchObject({ name: "since", in: "query", required: false });
    expect(document.paths["/flow_run_states/"].get.parameters).toMatchObject([
      { name: "flow_run_id", in: "query", required: true, schema: { $ref: "#/components/schemas/Uuid" } },
    ]);
  });

  it("asks for a body where the route does", () => {
    expect(document.paths["/flows/"].post.requestBody).toEqual({
      required: true,
      content: { "application/json": { schema: { $ref: "#/components/schemas/FlowCreate" } } },
    });
    expect(document.paths["/flows/filter"].post.requestBody.required).toBe(false);
    for (const { method, operation } of operations)
      if (method === "get" || method === "delete") expect(operation.requestBody).toBeUndefined();
  });

  it("answers problems for every error, and asks for a token unless the route is open", () => {
    for (const { operation } of operations) {
      const route: Route = routes[operation.operationId as keyof typeof routes];
      const errors = Object.entries(operation.responses as Record<string, unknown>).filter(([status]) => Number(status) >= 400);
      for (const [, response] of errors) expect(response).toEqual({ $ref: "#/components/responses/Problem" });
      const statuses = errors.map(([status]) => Number(status));
      expect(statuses).toEqual(expect.arrayContaining([400, 422, 500, 503]));
      expect(statuses.includes(401)).toBe(route.access !== "open");
      expect(statuses.includes(404)).toBe(route.params !== undefined);
      expect(statuses.includes(413)).toBe(route.body !== undefined);
      expect(operation.security).toEqual(route.access === "open" ? [] : undefined);
    }
    expect(document.components.responses.Problem.content["application/json"].schema).toEqual({ $ref: "#/components/schemas/Problem" });
  });

  it("tells the usual answers", () => {
    const answers = (path: string, method: string) =>
      Object.keys(document.paths[path][method].responses).filter((status) => Number(status) < 400);
    expect(answers("/flows/", "post")).toEqual(["200", "201"]);
    expect(answers("/flows/{id}", "delete")).toEqual(["204"]);
    expect(answers("/flows/{id}", "get")).toEqual(["200"]);
    expect(answers("/csrf-token", "get")).toEqual([]);
    expect(Object.keys(document.paths["/flow_runs/{id}/logs/download"].get.responses[200].content)).toEqual(["text/csv"]);
  });

  it("forbids unknown keys on the way in, allows them on the way out, and describes scalars", () => {
    const { schemas } = document.components;
    expect(schemas.FlowCreate).toMatchObject({ additionalProperties: false, required: ["name"] });
    expect(schemas.Flow.additionalProperties).toBeUndefined();
    expect(schemas.Uuid).toEqual({ type: "string", format: "uuid" });
    expect(schemas.Timestamp).toMatchObject({ type: "string", format: "date-time" });
    expect(schemas.TimestampInput).toMatchObject({ format: "date-time", anyOf: [{ type: "string" }, { type: "number" }] });
    expect(schemas.State.oneOf).toHaveLength(9);
  });
});
