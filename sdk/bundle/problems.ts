import type { PartialMessage } from "esbuild";
import type { BundleProblem } from "../errors/bundle-errors.ts";

/** What esbuild found, with what to do about it. */
export function problemOf({ text = "", location }: PartialMessage): BundleProblem {
  const where = location == null ? undefined : `${location.file}:${location.line}:${(location.column ?? 0) + 1}`;
  return { ...described(text), ...(where !== undefined && { where }) };
}

function described(text: string): BundleProblem {
  const [, missing] = /^Could not resolve "(.+)"$/.exec(text) ?? [];
  if (missing?.startsWith("#") === true)
    return { what: `Import "${missing}" is not in the imports of package.json.`, do: "Correct it, or add it there." };
  if (missing !== undefined && /^[./]/.test(missing))
    return { what: `There is no module "${missing}".`, do: "Correct the path; it ends with the file's extension." };
  if (missing !== undefined) {
    const name = missing
      .split("/")
      .slice(0, missing.startsWith("@") ? 2 : 1)
      .join("/");
    return { what: `Module "${missing}" is missing.`, do: `Install it: npm install ${name}` };
  }
  const [, kind, file] = /^No loader is configured for "(.+)" files: (.+)$/.exec(text) ?? [];
  if (kind !== undefined)
    return {
      what: `${file} is no code, so it cannot be imported.`,
      do: "Read it as a file from the run's working directory, or make it a .json or .ts file.",
    };
  return { what: text.endsWith(".") ? text : `${text}.`, do: "Correct it." };
}
