import { countByLog } from "../counts.ts";
import { createParts } from "../services/parts.ts";
import { cloudDeps } from "../wiring.lambda.ts";
import { sweptCounts } from "./counts.ts";
import { createSweep } from "./sweep.ts";

const sweep = createSweep(createParts(cloudDeps()));

/** One pass of the sweep; what it mended is counted by CloudWatch. */
export async function handler(): Promise<void> {
  await countByLog(sweptCounts(await sweep()));
}
