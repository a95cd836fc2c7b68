import { readFile } from "node:fs/promises";
import { InvalidArgumentError } from "commander";
import { CliError } from "./errors.ts";

/** Gathers `--param key=value`: the value is JSON where it reads as JSON, else text. */
export function gatherParameter(text: string, before: Record<string, unknown> = {}): Record<string, unknown> {
  const at = text.indexOf("=");
  if (at < 1) throw new InvalidArgumentError("Expected key=value.");
  const value = text.slice(at + 1);
  return { ...before, [text.slice(0, at)]: jsonOr(value) };
}

/** The parameters of a JSON file, with those given one by one over them. */
export async function readParameters(file: string | undefined, given: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
  if (file === undefined) return given;
  const text = await readFile(file, "utf8").catch(() => {
    throw new CliError("notFound", `There is no ${file}.`, "--params takes a file that holds one JSON object.");
  });
  const value = jsonOr(text);
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new CliError("usage", `${file} does not hold a JSON object.`, 'Write the parameters by name, such as {"day": "2026-11-23"}.');
  return { ...value, ...given };
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
