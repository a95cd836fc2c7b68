import * as z from "zod";
import { Problem, problemStatus } from "./problem.ts";
import type { Route } from "./route.ts";
import { routes } from "./routes.ts";

/** A JSON object of the document. */
type Node = { [key: string]: unknown };

/**
 * The OpenAPI 3.1 document of every route, derived from the route table.
 * `serverUrl` is where the paths begin, such as `http://127.0.0.1:4200/api`.
 */
export function openApiDocument({ version, serverUrl }: { readonly version: string; readonly serverUrl: string }): Node {
  const schemas = new Components();
  const problem = schemas.of(Problem, "output");
  const paths: { [path: string]: Node } = {};
  for (const [name, route] of Object.entries(routes as Record<string, Route>)) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(name, route, schemas) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Millrace",
      version,
      summary: "Workflow orchestration with Prefect's API contract.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: serverUrl }],
    tags: [...new Set(Object.values(routes as Record<string, Route>).map((route) => route.tag))].map((name) => ({ name })),
    security: [{ bearer: [] }],
    paths,
    components: {
      schemas: schemas.sorted(),
      responses: {
        Problem: { description: "What went wrong and what to do about it.", content: { "application/json": { schema: problem } } },
      },
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer", description: "A token of this server. A local server without tokens needs none." },
      },
    },
  };
}

function operation(name: string, route: Route, schemas: Components): Node {
  const parameters = [...parametersOf(route.params, "path", schemas), ...parametersOf(route.query, "query", schemas)];
  return {
    operationId: name,
    summary: route.summary,
    tags: [route.tag],
    ...(route.access === "open" ? { security: [] } : undefined),
    ...(parameters.length === 0 ? undefined : { parameters }),
    ...(route.body === undefined
      ? undefined
      : {
          requestBody: {
            required: !route.body.safeParse(undefined).success,
            content: { "application/json": { schema: schemas.of(route.body, "input") } },
          },
        }),
    responses: { ...answers(route, schemas), ...errors(route) },
    "x-access": route.access,
  };
}

function parametersOf(group: z.ZodObject | undefined, where: "path" | "query", schemas: Components): Node[] {
  return Object.entries(group?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: where,
    required: where === "path" || !(schema as z.ZodType).safeParse(undefined).success,
    schema: schemas.of(schema as z.ZodType, "input"),
  }));
}

function answers(route: Route, schemas: Components): Node {
  if (route.response === undefined) return { [route.status ?? 204]: { description: "Done." } };
  if (route.response instanceof z.ZodNever) return {};
  const content = { [route.produces ?? "application/json"]: { schema: schemas.of(route.response, "output") } };
  if (route.status !== 201) return { [route.status ?? 200]: { description: "As asked.", content } };
  return {
    201: { description: "Something new was stored.", content },
    200: { description: "Nothing new was stored: this is what is there.", content },
  };
}

function errors(route: Route): Node {
  const statuses = new Set<number>([problemStatus["bad-request"], problemStatus.invalid, problemStatus.internal, problemStatus.busy]);
  if (route.access !== "open") statuses.add(problemStatus.unauthorized).add(problemStatus.forbidden);
  if (route.params !== undefined) statuses.add(problemStatus["not-found"]);
  if (route.body !== undefined) statuses.add(problemStatus["too-large"]).add(problemStatus["unsupported-media-type"]);
  if (route.method !== "GET") statuses.add(problemStatus.conflict).add(problemStatus.full);
  return Object.fromEntries([...statuses].map((status) => [status, { $ref: "#/components/responses/Problem" }]));
}

// Named schemas, each once; a name whose input and output differ would need two names, and is refused.
class Components {
  readonly #schemas = new Map<string, Node>();

  of(schema: z.ZodType, io: "input" | "output"): Node {
    const {
      $schema: _,
      $defs,
      ...root
    } = hoist(z.toJSONSchema(schema, { io, unrepresentable: "any", override: relax }) as Node) as Node & { $defs?: Node };
    for (const [id, node] of Object.entries($defs ?? {})) {
      const known = this.#schemas.get(id);
      if (known !== undefined && JSON.stringify(known) !== JSON.stringify(node)) {
        throw new Error(
          `The schema "${id}" has two shapes, one on the way in and one on the way out. Give one of them an id of its own in its meta().`,
        );
      }
      this.#schemas.set(id, node as Node);
    }
    return root;
  }

  sorted(): Node {
    return Object.fromEntries([...this.#schemas].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}

// What is stripped on the way in and may be added on the way out need not be forbidden; the bounds of a double are no news.
function relax({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: Node }): void {
  if (zodSchema._zod.def.type === "object" && zodSchema._zod.def.catchall === undefined) delete jsonSchema.additionalProperties;
  // lower-casing is a transform, of which only the input side has a pattern
  if (jsonSchema.format === "uuid") delete jsonSchema.pattern;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
}

function hoist(node: Node): Node {
  return JSON.parse(JSON.stringify(node), (key, value) =>
    key === "$ref" ? String(value).replace("#/$defs/", "#/components/schemas/") : value,
  );
}
