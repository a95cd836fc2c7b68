import { openSite } from "./fixtures/site.ts";

// A seeded server to look at by hand: `node test/console/serve.ts`.
const site = await openSite({ seeded: !process.argv.includes("--empty") });
console.log(
  JSON.stringify({ url: site.url, runs: Object.fromEntries(Object.entries(site.seeded ?? {}).map(([name, told]) => [name, told.id])) }),
);
process.once("SIGTERM", () => void site.close());
process.once("SIGINT", () => void site.close());
