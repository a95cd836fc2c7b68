import { glob, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { FORMAT_METHOD, FORMATS_CALLED } from "../../scripts/zod-for-lambda.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

it("keeps every format that the sources of functions ask for by a method of z.string()", async () => {
  const zod = dirname(createRequire(import.meta.url).resolve("zod/package.json"));
  const methods = [...(await readFile(`${zod}/v4/classic/schemas.js`, "utf8")).matchAll(FORMAT_METHOD)].map(([, name]) => name!);
  expect(methods).toEqual(expect.arrayContaining(["email", "uuid", "datetime"]));
  const called = new Set<string>();
  for await (const file of glob("{core,functions}/**/*.ts", { cwd: root })) {
    const text = await readFile(`${root}${file}`, "utf8");
    // the methods of a chain, on one line or more, but for the functions of `z` itself and of what is no schema
    for (const [, method] of text.matchAll(/(?:\)|^)\s*\.(\w+)\(/gm)) if (methods.includes(method!)) called.add(method!);
  }
  expect([...called]).toEqual(FORMATS_CALLED);
});
