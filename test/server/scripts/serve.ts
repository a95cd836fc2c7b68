import { startServer } from "#local/server/server.ts";

// Serves a data directory until killed; the first line of its output is its URL.
const [dataDir = "", token] = process.argv.slice(2);
const server = await startServer({ dataDir, ...(token && { token }) });
console.log(server.url);
process.on("SIGTERM", () => void server.close());
