import type { Client } from "#core/contract/client.ts";
import type { Notification } from "#core/contract/notifications.ts";
import { onlyOne } from "./find-run.ts";

/** Finds the notification a person means by its name, its id or the beginning of its id. */
export async function findNotification(client: Client, words: string): Promise<Notification> {
  const all = await client.filterNotifications({});
  const named = all.filter(({ name }) => name === words);
  const begins = /^[0-9a-f]{8}[0-9a-f-]*$/i.test(words) ? all.filter(({ id }) => id.startsWith(words.toLowerCase())) : [];
  return onlyOne("notification", words, named.length > 0 ? named : begins, "millrace notification ls");
}
