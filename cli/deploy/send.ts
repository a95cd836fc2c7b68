import type { Cli } from "#cli/cli.ts";
import { ApiError, type Client } from "#core/contract/client.ts";
import type { Deployment } from "#core/contract/deployments.ts";
import type { Connection } from "#sdk/api/connect.ts";
import type { Prepared } from "./prepare.ts";

/** What became of one deployment. */
export interface Sent {
  readonly outcome: "created" | "updated" | "unchanged";
  readonly fullName: string;
  readonly deployment: Deployment;
}

/** Stores the code where it is not stored yet, and brings each deployment up to date. Doing it again changes nothing. */
export async function send(cli: Cli, connection: Connection, { bundle, deployments }: Prepared): Promise<Sent[]> {
  const { client } = connection;
  const existing = await Promise.all(deployments.map(({ flowName, request }) => findByName(client, flowName, request.name)));
  const kept = existing.find((deployment) => deployment?.bundle?.digest === bundle.digest)?.bundle?.key;
  const key = kept ?? (await upload(cli, connection, bundle));
  const sent: Sent[] = [];
  for (const [index, { flowName, flowTags, fullName, request }] of deployments.entries()) {
    const flow = await client.createFlow({ body: { name: flowName, tags: [...flowTags] } });
    const before = existing[index];
    const deployment = await client.createDeployment({
      body: { ...request, flow_id: flow.id, bundle: { digest: bundle.digest, size: bundle.bytes.byteLength, key, flow: flowName } },
    });
    const outcome = before == null ? "created" : before.updated === deployment.updated ? "unchanged" : "updated";
    sent.push({ outcome, fullName, deployment });
  }
  return sent;
}

async function upload(cli: Cli, { blobs }: Connection, { key, bytes }: Prepared["bundle"]): Promise<string> {
  cli.note("Storing the bundle …");
  // the key answered leads to the storage it went to
  return (await blobs.put(key, bytes, { contentType: "text/javascript" })) || key;
}

async function findByName(client: Client, flowName: string, name: string): Promise<Deployment | null> {
  try {
    return await client.readDeploymentByName({ params: { flow_name: flowName, deployment_name: name } });
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}
