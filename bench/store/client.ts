import { type Client, createClient } from "#core/contract/client.ts";
import type { CloudServer } from "./server.ts";

/** A client of its API. */
export function clientOf({ url }: Pick<CloudServer, "url">): Client {
  return createClient(async ({ method, path, body }) => {
    const answer = await fetch(url + path, {
      method,
      ...(body !== undefined && { body, headers: { "content-type": "application/json" } }),
    });
    return { status: answer.status, text: await answer.text() };
  });
}
