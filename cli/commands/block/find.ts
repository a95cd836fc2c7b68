import { isId, onlyOne } from "#cli/find-run.ts";
import type { BlockDocument } from "#core/contract/blocks.ts";
import type { Client } from "#core/contract/client.ts";

/** Finds the block a person means by `type/name`, by its name, its id or the beginning of its id. */
export async function findBlock(client: Client, words: string): Promise<BlockDocument> {
  if (isId(words)) return client.readBlock({ params: { id: words }, query: {} });
  const [slug = "", name] = words.split("/");
  if (name !== undefined) return client.readBlockByName({ params: { slug, block_document_name: name }, query: {} });
  const named = await client.filterBlocks({ body: { block_documents: { name: { any_: [words] } } } });
  const begins = named.length > 0 || !/^[0-9a-f]{8}[0-9a-f-]*$/i.test(words) ? [] : await beginning(client, words.toLowerCase());
  return onlyOne("block", words, [...named, ...begins].map(withName), "millrace block ls");
}

/** How a block is named by people: its type and its name. */
export function blockName({ block_type, name, id }: BlockDocument): string {
  return `${block_type?.slug ?? "?"}/${name ?? id}`;
}

async function beginning(client: Client, words: string): Promise<BlockDocument[]> {
  const found: BlockDocument[] = [];
  for (let offset = 0; ; offset += 200) {
    const page = await client.filterBlocks({ body: { limit: 200, offset } });
    found.push(...page.filter(({ id }) => id.startsWith(words)));
    if (page.length < 200) return found;
  }
}

function withName(block: BlockDocument): BlockDocument & { name: string } {
  return { ...block, name: block.name ?? block.id };
}
