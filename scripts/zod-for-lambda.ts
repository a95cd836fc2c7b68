import { readFile } from "node:fs/promises";
import type { Plugin } from "esbuild";

/**
 * Leaves out of zod what functions never call: how schemas become JSON schemas, which only the description of the API needs, and that is
 * built apart; and formats as methods of `z.string()`, each of which brings a class of its own, and which zod itself calls outdated.
 */
export const zodForLambda: Plugin = {
  name: "zod-for-lambda",
  setup({ onLoad }) {
    onLoad({ filter: /\/zod\/v4\/core\/json-schema-processors\.js$/ }, () => ({ contents: "export const toJSONSchema = undefined;" }));
    onLoad({ filter: /\/zod\/v4\/core\/json-schema-generator\.js$/ }, () => ({
      contents: "export const JSONSchemaGenerator = undefined;",
    }));
    onLoad({ filter: /\/zod\/v4\/core\/to-json-schema\.js$/ }, () => ({ contents: NO_SCHEMAS }));
    onLoad({ filter: /\/zod\/v4\/classic\/schemas\.js$/ }, async ({ path }) => ({
      contents: withoutFormats(await readFile(path, "utf8"), path),
    }));
  },
};

/** Formats that our sources ask for by a method of `z.string()`. A test holds the list to the sources. */
export const FORMATS_CALLED: readonly string[] = ["guid"];

/** A format as a method, as zod's file has it. */
export const FORMAT_METHOD = /^ {4}(\w+)\(params\) \{\n {8}return this\.check\(core\._\w+\(Zod\w+, params\)\);\n {4}\},\n/gm;

// each schema carries these as methods
const NO_SCHEMAS = `
  const none = () => { throw new Error("JSON schemas are made by the build that describes the API."); };
  export const createToJSONSchemaMethod = () => none, createStandardJSONSchemaMethod = () => none;
`;

function withoutFormats(schemas: string, path: string): string {
  const kept = schemas.replace(FORMAT_METHOD, (method, name: string) => (FORMATS_CALLED.includes(name) ? method : ""));
  if (kept === schemas) throw new Error(`${path} has its formats in another way than is known here.`);
  return kept;
}
