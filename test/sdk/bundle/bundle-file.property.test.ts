import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bundleFile } from "#sdk/bundle/bundle-file.ts";
import { makeProject } from "./project.ts";

/** Modules m0 … mN, each importing some of those before it. */
const sources = fc
  .array(fc.record({ text: fc.string({ maxLength: 30 }), uses: fc.array(fc.nat(9), { maxLength: 3 }) }), { minLength: 1, maxLength: 8 })
  .map((modules) =>
    Object.fromEntries(
      modules.map(({ text, uses }, index) => {
        const names = [...new Set(uses.filter((use) => use < index))];
        const imports = names.map((use) => `import { value as v${use} } from "./m${use}.ts";`).join("\n");
        return [
          `src/m${index}.ts`,
          `${imports}\nexport const value: unknown[] = [${JSON.stringify(text)}, ${names.map((use) => `v${use}`).join(", ")}];`,
        ];
      }),
    ),
  );

describe("bundling", () => {
  it("gives the same bytes for the same sources, twice and in two places", { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(sources, async (files) => {
        const entry = `src/m${Object.keys(files).length - 1}.ts`;
        await using one = await makeProject(files);
        await using other = await makeProject(files);
        const digests = await Promise.all([one, one, other].map(async (project) => (await bundleFile(project.at(entry))).digest));
        expect(new Set(digests).size).toBe(1);
      }),
      { numRuns: 20 },
    );
  });
});
