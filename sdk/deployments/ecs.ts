import type { Infrastructure } from "#core/contract/deployments.ts";
import { notOnFargate } from "#core/contract/fargate-size.ts";
import { checkEnvironment, refuseOption } from "./check-options.ts";

/** The Fargate task of a run. */
export interface EcsOptions {
  /** CPU units, 1024 to a vCPU; what Fargate offers. Default 512. */
  readonly cpu?: number;
  /** Memory in MiB; what Fargate offers for the CPU. Default: the least for it. */
  readonly memory?: number;
  /** An image with what the flow needs installed; Node 24 and tar must be in it, for ARM64. Default: the image of the agents. */
  readonly image?: string;
  /** Spot capacity as long as there is some, at about a third of the price; a reclaimed run is started again. Default true. */
  readonly spot?: boolean;
  /** Environment of the run. It is stored with the deployment and readable there, so no place for secrets. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Each run gets a Fargate task of its own, which starts in about a minute and ends with it. Needs a server in AWS with the agents' stack.
 *
 * @throws InvalidOptionsError
 */
export function ecs({ cpu = 512, memory, image, spot = true, env }: EcsOptions = {}): Infrastructure {
  const size = { cpu, memory: memory ?? LEAST[cpu] ?? cpu * 2 };
  const wrong = notOnFargate(size.cpu, size.memory);
  if (wrong !== undefined) throw refuseOption("ecs", wrong.option, size[wrong.option], wrong.expected);
  if (image !== undefined && (typeof image !== "string" || !/^\S{1,1024}$/.test(image)))
    throw refuseOption("ecs", "image", image, "the address of an image");
  if (typeof spot !== "boolean") throw refuseOption("ecs", "spot", spot, "true or false");
  checkEnvironment("ecs", env);
  return { type: "ecs", ...size, spot, ...(image !== undefined && { image }), ...(env !== undefined && { env: { ...env } }) };
}

/** Where the least memory is not twice the CPU units. */
const LEAST: Readonly<Record<number, number>> = { 256: 512 };
