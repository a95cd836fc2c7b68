import { sqsClient } from "#cloud/clients.ts";
import { readEnvironment } from "#cloud/environment.ts";
import { depths } from "#cloud/queue/depth.ts";
import { countByLog } from "../counts.ts";
import { createParts } from "../services/parts.ts";
import { cloudDeps } from "../wiring.lambda.ts";
import { sweptCounts } from "./counts.ts";
import { SKEW_MS } from "./lease-watch.ts";
import { createSweep, type Situation } from "./sweep.ts";

const { deadLetters } = readEnvironment(process.env, "deadLetters");
const parts = createParts({ ...cloudDeps(), deadLetters: () => depths(sqsClient(), deadLetters) });

// As a line that the log can be searched by: metrics that have a value each minute would cost $0.30 a month each, a line costs some millionths.
const tell = (situation: Situation) =>
  parts.log(JSON.stringify({ level: "info", message: "There is work, or somebody to do it", ...situation }));

const sweep = createSweep(parts, { onSituation: tell, skewMs: SKEW_MS });

/** One pass of the sweep; what it mended is counted by CloudWatch. */
export async function handler(): Promise<void> {
  await countByLog(sweptCounts(await sweep()));
}
