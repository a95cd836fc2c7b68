import * as z from "zod";
import { Uuid } from "#core/contract/scalars.ts";
import { materialise } from "../services/deployments/materialise.ts";
import type { Parts } from "../services/parts.ts";
import { startPlacedRun } from "../services/placements/start-run.ts";

const TickMessage = z.union([z.object({ deployment_id: Uuid, announced_through: z.number().optional() }), z.object({ flow_run_id: Uuid })]);

/**
 * What a timer of a deployment sets off: its next runs are made. Or what a run that no agent takes sets off when it is due: it is started.
 * A message that says nothing we know is dropped, and logged.
 */
export async function tick(parts: Parts, body: string): Promise<void> {
  const parsed = TickMessage.safeParse(jsonOf(body));
  if (!parsed.success) return parts.log(JSON.stringify({ level: "error", what: "A tick message means nothing.", got: body.slice(0, 200) }));
  if ("flow_run_id" in parsed.data) return startPlacedRun(parts, parsed.data.flow_run_id);
  await materialise(parts, parsed.data.deployment_id, parsed.data.announced_through);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
