import type { Event } from "#core/contract/events.ts";
import { API_EVENT_PREFIX, type ApiCallMessage } from "#core/contract/messages.ts";

/** A change by somebody's token as an event of Prefect's shape. */
export function apiCallEvent(said: ApiCallMessage, received: string): Event {
  const actor = said.token_id ?? "server";
  return {
    id: said.id,
    occurred: said.occurred,
    received,
    event: `${API_EVENT_PREFIX}${said.route}`,
    resource: { "prefect.resource.id": `prefect.${said.resource_kind}${said.resource_id === null ? "" : `.${said.resource_id}`}` },
    related: [{ "prefect.resource.id": `millrace.token.${actor}`, "prefect.resource.role": "actor", "prefect.resource.name": said.actor }],
    payload: { actor: said.actor, role: said.role, request_id: said.request_id },
    follows: null,
  };
}
