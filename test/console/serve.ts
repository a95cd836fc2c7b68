import { openSite } from "./fixtures/site.ts";

// A seeded server to look at by hand: `node test/console/serve.ts`.
const site = await openSite(process.argv.includes("--empty") ? {} : { seeded: true, deployed: true });
console.log(
  JSON.stringify({
    url: site.url,
    runs: { ...Object.fromEntries(Object.entries(site.seeded ?? {}).map(([name, told]) => [name, told.id])), ...site.deployed?.runs },
    deployments: Object.fromEntries(site.deployed?.deployments ?? []),
    queues: Object.fromEntries(site.deployed?.queues ?? []),
  }),
);
process.once("SIGTERM", () => void site.close());
process.once("SIGINT", () => void site.close());
