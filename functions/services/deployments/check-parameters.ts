import { type OutputUnit, Validator } from "@cfworker/json-schema";
import { ProblemError } from "#core/contract/problem.ts";
import type { JsonObject } from "#core/ports/store.ts";

/**
 * Refuses parameters that the flow's schema does not take, before there is a run of them.
 *
 * @throws ProblemError `invalid` naming each place.
 */
export function checkParameters(schema: JsonObject | null, parameters: JsonObject, { complete }: { readonly complete: boolean }): void {
  if (schema === null || Object.keys(schema).length === 0) return;
  // defaults need not be complete: the rest comes with each run
  const { required: _required, ...partial } = schema;
  const validator = new Validator((complete ? schema : partial) as never, "2020-12", false);
  const { valid, errors } = validator.validate(parameters);
  if (valid) return;
  const issues = leaves(errors).map(({ instanceLocation, error }) => ({ path: pathOf(instanceLocation), message: worded(error) }));
  throw new ProblemError("invalid", {
    what: `The parameters do not fit the flow: ${issues.map(({ path, message }) => `${path || "parameters"}: ${message}`).join(" ")}`,
    got: parameters,
    expected: schema,
    do: "Correct the fields named; `millrace deployment inspect` shows what the flow takes.",
    issues,
  });
}

function worded(error: string): string {
  const types = /^Instance type "(\w+)" is invalid\. Expected "([^"]+)"\.$/.exec(error);
  return types === null ? error : `expected ${types[2]}, got ${types[1]}.`;
}

// The validator reports each schema on the way down as well; only the deepest places say something new.
function leaves(errors: readonly OutputUnit[]): OutputUnit[] {
  const seen = new Set<string>();
  return errors
    .filter(({ keyword }) => keyword !== "properties" && keyword !== "items" && keyword !== "$ref" && keyword !== "allOf")
    .filter(({ instanceLocation, error }) => {
      const key = `${instanceLocation} ${error}`;
      return seen.has(key) ? false : seen.add(key) !== undefined;
    })
    .slice(0, 20);
}

function pathOf(location: string): string {
  return location
    .replace(/^#\/?/, "")
    .split("/")
    .filter((part) => part !== "")
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
    .join(".");
}
