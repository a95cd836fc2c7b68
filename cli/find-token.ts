import type { Client } from "#core/contract/client.ts";
import type { Token } from "#core/contract/tokens.ts";
import { onlyOne } from "./find-run.ts";

/** Finds the token a person means by its name, its id or the beginning of its id; of several of a name, the one that still works. */
export async function findToken(client: Client, words: string): Promise<Token> {
  const all = await client.listTokens({});
  const begins = /^[0-9a-f]{8}[0-9a-f-]*$/i.test(words) ? all.filter(({ id }) => id.startsWith(words.toLowerCase())) : [];
  const named = all.filter(({ name }) => name === words);
  const active = named.filter(({ status }) => status === "active");
  return onlyOne("token", words, active.length > 0 ? active : named.length > 0 ? named.slice(0, 1) : begins, "millrace token ls");
}
