// A process that opens a data directory, claims it for its server and holds it until killed. Arguments: directory, url.
import { lockServer, openDataDirectory } from "#local/data-directory.ts";

const [directory = "", url = ""] = process.argv.slice(2);
await openDataDirectory(directory);
try {
  await lockServer(directory, { url });
  console.log(`locked ${process.pid}`);
  setInterval(() => {}, 60_000);
} catch (error) {
  console.log(error instanceof Error ? error.name : String(error));
}
