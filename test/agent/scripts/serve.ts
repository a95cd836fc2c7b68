// A server on a data directory with a lease and a sweep as short as its arguments say.
import { startServer } from "#local/server/server.ts";

const [, , dataDir = "", port = "0", leaseSeconds = "60", sweepSeconds = "1"] = process.argv;
const server = await startServer({
  dataDir,
  port: Number(port),
  leaseSeconds: Number(leaseSeconds),
  sweepSeconds: Number(sweepSeconds),
});
console.log(server.url);
process.on("SIGTERM", () => void server.close().then(() => process.exit(0)));
