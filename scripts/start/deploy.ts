import { join } from "node:path";
import type { Cli } from "#cli/cli.ts";
import { prepare } from "#cli/deploy/prepare.ts";
import { send } from "#cli/deploy/send.ts";
import { ApiError } from "#core/contract/client.ts";
import type { Deployment } from "#core/contract/deployments.ts";
import type { Connection } from "#sdk/api/connect.ts";

/** The queue the pipeline's runs go to. */
export const QUEUE = "ml";

/** Makes the work queue, for whatever is tagged like it, unless it is there. */
export async function ensureQueue({ client }: Connection): Promise<void> {
  try {
    await client.createWorkQueue({ body: { name: QUEUE, filter: { tags: [QUEUE] } } });
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 409)) throw error;
  }
}

/**
 * Deploys the training pipeline as `millrace deployment create` does; what is deployed already stays as it is.
 *
 * @param paused whether its schedule makes runs.
 */
export async function deployPipeline(
  cli: Cli,
  connection: Connection,
  root: string,
  paused: boolean,
): Promise<{ readonly outcome: string; readonly fullName: string; readonly deployment: Deployment }> {
  // Postgres in this process reads its files beside itself, so it is taken from the clone
  const { bundle, deployments } = await prepare(cli, join(root, "examples/train-model/deploy.ts"), ["@electric-sql/pglite"]);
  const given = deployments.map((declared) => ({ ...declared, request: { ...declared.request, paused } }));
  const [sent] = await send(cli, connection, { bundle, deployments: given });
  return sent!;
}
