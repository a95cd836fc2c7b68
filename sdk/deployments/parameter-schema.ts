import * as z from "zod";
import type { StandardSchema } from "../flow/standard-schema.ts";

/** The JSON Schema of what callers pass to a flow, so that forms and the API can check it too; null where the schema cannot say. */
export function parameterSchemaOf(schema: StandardSchema | undefined): Record<string, unknown> | null {
  if (schema === undefined) return null;
  try {
    const made = "_zod" in schema ? z.toJSONSchema(schema as unknown as z.ZodType, zodOptions) : standardJsonSchema(schema);
    return made === undefined ? null : (JSON.parse(JSON.stringify(made)) as Record<string, unknown>);
  } catch {
    return null;
  }
}

const zodOptions: Parameters<typeof z.toJSONSchema>[1] = {
  io: "input",
  unrepresentable: "any",
  // JSON has no dates; text in their place is converted before the flow's function sees it
  override({ zodSchema, jsonSchema }) {
    if (zodSchema._zod.def.type === "date") jsonSchema.anyOf = ["date-time", "date"].map((format) => ({ type: "string", format }));
  },
};

/** Standard JSON Schema (standardschema.dev), as arktype and valibot offer it. */
function standardJsonSchema(schema: StandardSchema): unknown {
  const { jsonSchema } = schema["~standard"] as { jsonSchema?: { input?: (options: { target: string }) => unknown } };
  return jsonSchema?.input?.({ target: "draft-2020-12" });
}
