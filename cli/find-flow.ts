import type { Client } from "#core/contract/client.ts";
import type { Flow } from "#core/contract/flows.ts";
import { isId, onlyOne } from "./find-run.ts";

/** Finds the flow a person means by its name, its id or the beginning of its id. */
export async function findFlow(client: Client, words: string): Promise<Flow> {
  if (isId(words)) return client.readFlow({ params: { id: words } });
  const named = await client.filterFlows({ body: { flows: { name: { any_: [words] } }, limit: 2 } });
  return onlyOne("flow", words, named.length > 0 ? named : await idBegins(client, words), "millrace flow ls");
}

/** Names of flows by id, for lists of runs. */
export async function flowNames(client: Client, ids: readonly string[]): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  const wanted = [...new Set(ids)];
  for (let at = 0; at < wanted.length; at += 200) {
    const flows = await client.filterFlows({ body: { flows: { id: { any_: wanted.slice(at, at + 200) } } } });
    for (const flow of flows) names.set(flow.id, flow.name);
  }
  return names;
}

async function idBegins(client: Client, words: string): Promise<Flow[]> {
  if (!/^[0-9a-f]{8}[0-9a-f-]*$/i.test(words)) return [];
  const found: Flow[] = [];
  for (let offset = 0; ; offset += 200) {
    const page = await client.filterFlows({ body: { limit: 200, offset } });
    found.push(...page.filter(({ id }) => id.startsWith(words.toLowerCase())));
    if (page.length < 200) return found;
  }
}
