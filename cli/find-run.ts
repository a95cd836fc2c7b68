import type { Client } from "#core/contract/client.ts";
import type { FlowRun } from "#core/contract/flow-runs.ts";
import type { TaskRun } from "#core/contract/task-runs.ts";
import { CliError } from "./errors.ts";

/** Finds the flow run a person means by its id, the beginning of it, or its name. */
export async function findFlowRun(client: Client, words: string): Promise<FlowRun> {
  if (isId(words)) return client.readFlowRun({ params: { id: words } });
  const named = await client.filterFlowRuns({
    body: { flow_runs: { name: { any_: [words] } }, sort: "EXPECTED_START_TIME_DESC", limit: SHOWN },
  });
  const found = named.length > 0 ? named : await byPrefix(words, (page) => client.filterFlowRuns({ body: { sort: "ID_DESC", ...page } }));
  return onlyOne("flow run", words, found, "millrace flow-run ls");
}

/** Finds a task run by its id, the beginning of it, or its name, among those of one flow run if that is given. */
export async function findTaskRun(client: Client, words: string, flowRun?: FlowRun): Promise<TaskRun> {
  if (isId(words)) return client.readTaskRun({ params: { id: words } });
  const scope = flowRun === undefined ? {} : { flow_runs: { id: { any_: [flowRun.id] } } };
  const named = await client.filterTaskRuns({ body: { ...scope, task_runs: { name: { any_: [words] } }, sort: "ID_DESC", limit: SHOWN } });
  const found =
    named.length > 0 ? named : await byPrefix(words, (page) => client.filterTaskRuns({ body: { ...scope, sort: "ID_DESC", ...page } }));
  return onlyOne("task run", words, found, "millrace task-run ls");
}

/** The one row found; otherwise an error that lists the candidates by id. */
export function onlyOne<Row extends { readonly id: string; readonly name: string }>(
  kind: string,
  words: string,
  found: readonly Row[],
  list: string,
): Row {
  if (found.length === 1) return found[0]!;
  if (found.length === 0)
    throw new CliError(
      "notFound",
      `There is no ${kind} ${JSON.stringify(words)}.`,
      `Give a name, an id or the beginning of an id (8 characters or more); list them with "${list}".`,
    );
  const candidates = found.slice(0, SHOWN - 1).map(({ id, name }) => `\n    ${id}  ${name}`);
  throw new CliError(
    "failed",
    `${JSON.stringify(words)} means more than one ${kind}.`,
    `Give the id:${candidates.join("")}${found.length >= SHOWN ? "\n    …" : ""}`,
  );
}

/** True for a whole id. */
export function isId(words: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(words);
}

/** Rows whose id begins so. Ids descend from page to page, so the search ends where smaller ids begin. */
async function byPrefix<Row extends { readonly id: string }>(
  words: string,
  page: (at: { limit: number; offset: number }) => Promise<Row[]>,
): Promise<Row[]> {
  const prefix = words.toLowerCase();
  if (!/^[0-9a-f]{8}[0-9a-f-]*$/.test(prefix)) return [];
  const found: Row[] = [];
  for (let offset = 0; ; offset += PAGE) {
    const rows = await page({ limit: PAGE, offset });
    found.push(...rows.filter(({ id }) => id.startsWith(prefix)));
    const last = rows.at(-1);
    if (found.length >= SHOWN || rows.length < PAGE || last === undefined || (last.id < prefix && !last.id.startsWith(prefix)))
      return found;
  }
}

const SHOWN = 10;
const PAGE = 200;
