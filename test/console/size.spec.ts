import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "@playwright/test";

const dist = join(import.meta.dirname, "../../web/dist");

test("the first load stays within its budget: 180 KB of script and 20 KB of style, compressed", async () => {
  const page = await readFile(join(dist, "index.html"), "utf8");
  const sizeOf = async (files: Iterable<string>) => {
    let total = 0;
    for (const file of files) total += gzipSync(await readFile(join(dist, file))).length;
    return total / 1024;
  };
  const scripts = await closure([...page.matchAll(/(?:src|href)="([^"]+\.js)"/g)].map((match) => match[1]!));
  expect(scripts.size).toBeGreaterThan(2);
  expect(await sizeOf(scripts)).toBeLessThan(180);
  expect(await sizeOf([...page.matchAll(/href="([^"]+\.css)"/g)].map((match) => match[1]!))).toBeLessThan(20);
});

/** All modules the page loads before it shows anything: what it names, and what these import in their turn. */
async function closure(start: readonly string[]): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const queue = [...start];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (found.has(file)) continue;
    found.add(file);
    const text = await readFile(join(dist, file), "utf8");
    for (const [, name] of text.matchAll(/(?:^|[;}])(?:import|export)[^"'()]*?["'`]\.\/([\w.-]+\.js)["'`]/g)) queue.push(`/assets/${name}`);
  }
  return found;
}
