import { type DeploymentRecord, deploymentKey, deploymentOf } from "../documents/deployment.ts";
import type { Parts } from "../parts.ts";
import { notFound } from "../refusals.ts";

/** The deployment of that id. @throws ProblemError `not-found` */
export async function getDeployment({ store }: Pick<Parts, "store">, id: string): Promise<DeploymentRecord> {
  const document = await store.get(deploymentKey(id));
  if (document === null) throw notFound("deployment", id);
  return deploymentOf(document);
}
