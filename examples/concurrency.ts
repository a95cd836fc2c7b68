// Tasks that share what can't take all of them at once: a database with few connections, an API with a rate.
// The limits are the server's and hold over all runs and machines: `millrace concurrency-limit create database --limit 4`.
// A limit that was not created holds nobody back, so this runs without.
import { concurrency, flow, rateLimit, task } from "millrace";

const load = task({ name: "load", tags: ["etl"] }, async (table: string) => {
  await rateLimit("catalogue");
  // two of the database's slots while the function runs; given back however it ends
  return concurrency("database", { slots: 2, timeoutSeconds: 60 }, async () => table.length);
});

const nightly = flow("nightly", async () => {
  const rows = await Promise.all(load.map(["orders", "customers", "items"]));
  return rows.reduce((sum, count) => sum + count, 0);
});

console.log(await nightly());
