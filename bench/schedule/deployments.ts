import type { Client } from "#core/contract/client.ts";
import { formatTimestamp } from "#core/contract/scalars.ts";
import { remoteBlobs } from "#sdk/api/remote-blobs.ts";
import { bundleFile } from "#sdk/bundle/bundle-file.ts";

/** What deployments are made from: a flow, and its code where it is really to run. */
export interface Deployable {
  readonly flow_id: string;
  readonly bundle?: { readonly digest: string; readonly key: string; readonly size: number; readonly flow: string };
}

/** Uploads the flow of that file. */
export async function upload(client: Client, file: string, flow: string): Promise<Deployable> {
  const { bytes, digest, key } = await bundleFile(file);
  await remoteBlobs(client).put(key, bytes);
  const { id } = await client.createFlow({ body: { name: flow } });
  return { flow_id: id, bundle: { digest, key, size: bytes.length, flow } };
}

/**
 * Deployments that are all due in the same second, as soon as they are made. How long making them takes is told from the first few.
 * Answers that second.
 */
export async function dueTogether(client: Client, deployable: Deployable, queue: string, count: number): Promise<number> {
  const make = (name: string, time: number) =>
    client.createDeployment({
      body: {
        ...deployable,
        name,
        work_queue_name: queue,
        schedules: [{ schedule: { interval: 86_400, anchor_date: formatTimestamp(time) } }],
      },
    });
  const began = Date.now();
  const few = Math.min(20, count);
  for (let n = 0; n < few; n++) await make(`${queue} try ${n}`, began - 3_600_000);
  const estimate = ((Date.now() - began) / few) * count;
  const due = Math.ceil((Date.now() + estimate * 1.5 + 8_000) / 1000) * 1000;
  for (let n = 0; n < count; n++) await make(`${queue} ${n}`, due);
  if (Date.now() > due - 2_000) throw new Error("Making the deployments took longer than it first seemed; try again on a quieter machine.");
  return due;
}

/** One run of a deployment that is due at that time. */
export async function runAt(client: Client, deploymentId: string, time: number): Promise<string> {
  const state = { type: "SCHEDULED" as const, state_details: { scheduled_time: formatTimestamp(time) } };
  return (await client.createDeploymentRun({ params: { id: deploymentId }, body: { state } })).id;
}
