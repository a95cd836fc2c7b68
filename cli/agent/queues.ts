import type { Cli } from "#cli/cli.ts";
import { CliError } from "#cli/errors.ts";
import type { Client } from "#core/contract/client.ts";

/** Which queues an agent is to take runs of, as a person says it. */
export interface QueueWords {
  readonly named: readonly string[];
  readonly tags: readonly string[];
  /** Make the named queues that are not there. */
  readonly create: boolean;
}

/**
 * The queues by name or id, made where that was asked. Tags without names stand for the queue filtered by them, which is made if it is
 * missing, as in Prefect 2.
 */
export async function queuesToServe(client: Client, { named, tags, create }: QueueWords, cli: Cli): Promise<readonly string[]> {
  if (tags.length > 0) {
    const name = `Agent queue ${[...tags].sort().join("-")}`.slice(0, 255);
    await ensureQueue(client, name, { tags: [...tags] }, cli);
    return [name];
  }
  if (create) for (const name of named) await ensureQueue(client, name, {}, cli);
  return named;
}

/** Refuses what can't be meant. */
export function checkQueueWords({ named, tags, create }: QueueWords): void {
  if (named.length > 0 && tags.length > 0)
    throw new CliError(
      "usage",
      "Give work queues or tags, not both.",
      "A queue made with `millrace work-queue create NAME --tag …` has tags of its own.",
    );
  if (named.length === 0 && tags.length === 0)
    throw new CliError(
      "usage",
      "Name the work queues to take runs of, or give a --tag.",
      "millrace agent start my-queue    (millrace work-queue ls lists them)",
    );
  if (create && tags.length > 0) throw new CliError("usage", "--create is for named queues; the queue of a --tag is made anyway.");
}

async function ensureQueue(client: Client, name: string, filter: { tags?: string[] }, cli: Cli): Promise<void> {
  if (UUID.test(name)) return;
  const found = await client.readWorkQueueByName({ params: { name } }).catch(unless(404));
  if (found !== undefined) return;
  const made = await client.createWorkQueue({ body: { name, filter } }).catch(unless(409));
  if (made !== undefined) cli.note(`Made work queue "${name}".`);
}

/** Undefined for an answer with that status. */
function unless(status: number): (error: unknown) => undefined {
  return (error) => {
    if ((error as { status?: number }).status === status) return undefined;
    throw error;
  };
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
