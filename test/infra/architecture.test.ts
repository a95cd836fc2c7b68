import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { draw, PICTURE, rowsOf } from "../../scripts/architecture.ts";
import { buildBundles, synthesize } from "./support/synthesize.ts";

let bundles: Awaited<ReturnType<typeof buildBundles>>;
beforeAll(async () => {
  bundles = await buildBundles();
});
afterAll(() => bundles.clean());

it("the picture of the architecture is that of the templates; after a change: node scripts/architecture.ts", async () => {
  const templates = ["Millrace", "MillraceConsole", "MillraceAgents"].map(
    (name) => synthesize(bundles.directory, { all: "true" }, name).resources,
  );
  const rows = rowsOf(templates);
  expect(rows.find(({ name }) => name === "Sweep")).toMatchObject({
    by: ["schedule every minute"],
    reaches: expect.arrayContaining(["table", "bucket"]),
  });
  expect(rows.find(({ name }) => name === "ApiAuthorizer")).toMatchObject({ by: ["HTTP API, before a request"], reaches: ["table"] });
  expect(rows.find(({ name }) => name === "React")?.reaches).toContain("→ Notifications");
  expect(rows.every(({ by }) => by[0] !== "called")).toBe(true);
  expect(await readFile(PICTURE, "utf8")).toBe(draw(rows));
});
