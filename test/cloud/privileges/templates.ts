import { readFile } from "node:fs/promises";
import type { Resource } from "../../infra/support/synthesize.ts";

interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown }>>;
}

/** The resources of several stacks as if they were of one: what one takes of another is said by what that output says there. */
export async function resourcesOf(files: readonly string[]): Promise<Readonly<Record<string, Resource>>> {
  const templates = await Promise.all(files.map(async (file) => JSON.parse(await readFile(file, "utf8")) as Template));
  return joined(templates);
}

/** The same of templates that were read. */
export function joined(templates: readonly Template[]): Readonly<Record<string, Resource>> {
  const outputs = Object.assign({}, ...templates.map(({ Outputs }) => Outputs)) as NonNullable<Template["Outputs"]>;
  const resources = Object.assign({}, ...templates.map(({ Resources }) => Resources));
  const text = JSON.stringify(resources, (_key, value: { "Fn::GetStackOutput"?: { OutputName: string } } | null) => {
    const named = value?.["Fn::GetStackOutput"]?.OutputName;
    if (named === undefined) return value;
    const output = outputs[named];
    if (output === undefined) throw new Error(`The output ${named} is of no stack that is known here.`);
    return output.Value;
  });
  return JSON.parse(text);
}
