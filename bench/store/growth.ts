import { BatchWriteItemCommand } from "@aws-sdk/client-dynamodb";
import { toAttributes, toKey } from "#cloud/store/item.ts";
import { chunk, inParallel } from "#cloud/store/parallel.ts";
import type { Client } from "#core/contract/client.ts";
import { formatTimestamp } from "#core/contract/scalars.ts";
import type { StoredDocument } from "#core/ports/store.ts";
import { systemClock, systemIds } from "#core/ports/system.ts";
import { createDayMarks } from "#functions/services/documents/day.ts";
import { dayOf, dayPartition, flowRunKey } from "#functions/services/documents/keys.ts";
import { clientOf } from "./client.ts";
import type { Meter } from "./meter.ts";
import type { CloudServer } from "./server.ts";

/** What the same questions cost with so many runs in the table. */
export interface Growth {
  readonly runs: number;
  readonly reads: Readonly<Record<string, number>>;
  readonly write: number;
}

const SIZES = [1_000, 10_000, 100_000];
const FLOWS = 5;
const DAYS = 30;
const DAY_MS = 86_400_000;

/** Fills the table with runs of five flows over thirty days, and asks after each size. */
export async function measureGrowth(server: CloudServer, meter: Meter, most: number): Promise<Growth[]> {
  const client = clientOf(server);
  const flowIds = await Promise.all(
    Array.from({ length: FLOWS }, async (_, at) => (await client.createFlow({ body: { name: `flow ${at}` } })).id),
  );
  const sample = await sampleRun(server, client);
  const growth: Growth[] = [];
  let there = 0;
  for (const runs of SIZES.filter((size) => size <= most)) {
    await fill(server, sample, flowIds, there, runs);
    there = runs;
    growth.push({ runs, ...(await ask(client, meter, flowIds[0]!)) });
  }
  return growth;
}

async function ask(client: Client, meter: Meter, flowId: string): Promise<Omit<Growth, "runs">> {
  const page = { limit: 50, sort: "START_TIME_DESC" as const };
  const [newest] = await client.filterFlowRuns({ body: { limit: 1 } });
  const yesterday = formatTimestamp(systemClock.now() - DAY_MS);
  const questions: Record<string, () => Promise<unknown>> = {
    "the newest 50 runs": () => client.filterFlowRuns({ body: page }),
    "the newest 50 runs of one flow": () => client.filterFlowRuns({ body: { ...page, flows: { id: { any_: [flowId] } } } }),
    "50 failed runs since yesterday, if there are any": () =>
      client.filterFlowRuns({
        body: { ...page, flow_runs: { state: { type: { any_: ["FAILED"] } }, expected_start_time: { after_: yesterday } } },
      }),
    "one run by its id": () => client.readFlowRun({ params: { id: newest!.id } }),
  };
  const reads: Record<string, number> = {};
  for (const [question, answer] of Object.entries(questions)) reads[question] = (await meter.during(answer)).read;
  const created = await meter.during(() => client.createFlowRun({ body: { flow_id: flowId, state: { type: "SCHEDULED" } } }));
  return { reads, write: created.write };
}

/** The document of a run the SDK has really made. */
async function sampleRun(server: CloudServer, client: Client): Promise<StoredDocument> {
  const [run] = await client.filterFlowRuns({ body: { flows: { name: { any_: ["measured"] } }, limit: 1 } });
  const document = await server.store.get(flowRunKey(run!.id));
  if (document === null) throw new Error("The run that was just listed is not there.");
  return document;
}

async function fill(server: CloudServer, sample: StoredDocument, flowIds: readonly string[], from: number, to: number): Promise<void> {
  const days = createDayMarks(server.store);
  const now = systemClock.now();
  const documents = Array.from({ length: to - from }, (_, at) => {
    const number = from + at;
    const time = formatTimestamp(now - ((number * 7919) % (DAYS * 86_400)) * 1000 - number / 1000);
    const id = systemIds.runId();
    const flowId = flowIds[number % FLOWS]!;
    const body = {
      ...sample.body,
      flow_id: flowId,
      created: time,
      updated: time,
      expected_start_time: time,
      start_time: time,
      end_time: time,
    };
    const sk = `${time}#${id}`;
    return { ...flowRunKey(id), body, indexes: { list: { pk: dayPartition(dayOf(time)), sk }, flow: { pk: `FLOW#${flowId}`, sk } }, time };
  });
  for (const day of new Set(documents.map(({ time }) => dayOf(time)))) await days.mark(day);
  await inParallel(chunk(documents, 25), async (batch) => {
    const requests = batch.map((document) => ({
      PutRequest: { Item: { ...toKey(document), v: { N: "1" }, ...toAttributes(document, JSON.stringify(document.body)) } },
    }));
    const { client, table } = server.dynamoDb;
    await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: requests } }));
  });
}
