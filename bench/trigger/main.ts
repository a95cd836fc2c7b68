import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createClient } from "#core/contract/client.ts";
import { openRemote } from "#sdk/api/remote.ts";
import { freePort } from "../overhead/processes.ts";
import { startPlace } from "./place.ts";
import { renderSegments } from "./report.ts";
import { type Segments, trigger } from "./trigger.ts";

// npm run bench:trigger [-- --quick]
// From the request that makes a run of a deployment to Completed, with a server and an agent in processes of their own.

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    repeats: { type: "string" },
    pause: { type: "string", default: "1500" },
    warm: { type: "string", default: "2" },
  },
});
const repeats = Number(values.repeats ?? (values.quick ? 10 : 40));
const directory = await mkdtemp(join(tmpdir(), "millrace-bench-trigger-"));
const url = `http://127.0.0.1:${await freePort()}/api`;
const place = await startPlace({ directory, url, warm: Number(values.warm) });
const remote = await openRemote({ url, timeoutMs: 30_000, advice: "" });
try {
  const client = createClient(remote.transport);
  const deployment = await place.deploy(client, fileURLToPath(new URL("flows.ts", import.meta.url)));
  const found: Segments[] = [];
  for (let at = -2; at < repeats; at += 1) {
    // the pool fills up between runs, as it would between real ones; the first two only warm the machine
    await new Promise((resolve) => setTimeout(resolve, Number(values.pause)));
    const one = await trigger(client, deployment);
    if (at >= 0) found.push(one);
  }
  const idle = await place.idlePercent();
  const [load = 0] = loadavg();
  console.log(
    `Node ${process.version}, ${availableParallelism()} cores, load ${load.toFixed(2)}; ${found.length} runs of a 3-step flow, ${values.warm} warm processes\n`,
  );
  console.log(renderSegments(found));
  console.log(`\nagent with its warm processes, idle: ${idle.toFixed(2)} % of a core`);
} finally {
  await remote.close();
  await place.stop();
  await rm(directory, { recursive: true, force: true, maxRetries: 5 });
}
