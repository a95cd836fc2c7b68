import { createParts } from "../services/parts.ts";
import { cloudDeps, writeLine } from "../wiring.lambda.ts";
import { metricLine } from "./metrics.ts";
import { createSweep } from "./sweep.ts";

const parts = createParts(cloudDeps());
const sweep = createSweep(parts);

/** One pass of the sweep; what it mended is counted by CloudWatch. */
export async function handler(): Promise<void> {
  const line = metricLine(await sweep(), parts.clock.now());
  if (line !== undefined) writeLine(line);
}
