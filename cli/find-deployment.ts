import type { Client } from "#core/contract/client.ts";
import type { Deployment } from "#core/contract/deployments.ts";
import { flowNames } from "./find-flow.ts";
import { isId, onlyOne } from "./find-run.ts";

/** Finds the deployment a person means by `flow/name`, its name alone, its id or the beginning of its id. */
export async function findDeployment(client: Client, words: string): Promise<Deployment> {
  if (isId(words)) return client.readDeployment({ params: { id: words } });
  const slash = words.lastIndexOf("/");
  if (slash > 0 && slash < words.length - 1)
    return client.readDeploymentByName({ params: { flow_name: words.slice(0, slash), deployment_name: words.slice(slash + 1) } });
  const named = await client.filterDeployments({ body: { deployments: { name: { any_: [words] } }, limit: 10 } });
  return onlyOne("deployment", words, named.length > 0 ? named : await idBegins(client, words), "millrace deployment ls");
}

/** `flow/name` of each deployment, by id. */
export async function fullNames(client: Client, deployments: readonly Deployment[]): Promise<Map<string, string>> {
  const flows = await flowNames(
    client,
    deployments.map(({ flow_id }) => flow_id),
  );
  return new Map(deployments.map(({ id, flow_id, name }) => [id, `${flows.get(flow_id) ?? "?"}/${name}`]));
}

async function idBegins(client: Client, words: string): Promise<Deployment[]> {
  if (!/^[0-9a-f]{8}[0-9a-f-]*$/i.test(words)) return [];
  const found: Deployment[] = [];
  for (let offset = 0; ; offset += 200) {
    const page = await client.filterDeployments({ body: { limit: 200, offset } });
    found.push(...page.filter(({ id }) => id.startsWith(words.toLowerCase())));
    if (page.length < 200) return found;
  }
}
