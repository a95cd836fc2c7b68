import type { Store } from "#core/ports/store.ts";
import { createIsEdge, EDGE_HEADERS } from "../token/edge-keys.ts";
import type { ApiHandler, HttpEvent } from "./http.ts";

/**
 * Serves requests that come through CloudFront as their viewers sent them: from the viewer's address, to the name the viewer called. Both are
 * told in headers anybody could send, and believed only beside the key that CloudFront alone adds. Without it they are as if not sent.
 */
export function behindEdge(handler: ApiHandler, { store }: { readonly store: Pick<Store, "get"> }): ApiHandler {
  const isEdge = createIsEdge({ store });
  return async (event, context) => {
    const { [EDGE_HEADERS.key]: key, [EDGE_HEADERS.viewer]: viewer, [EDGE_HEADERS.host]: host, ...headers } = event.headers;
    return handler((await isEdge(key)) ? asViewed({ ...event, headers }, viewer, host) : { ...event, headers }, context);
  };
}

function asViewed(event: HttpEvent, viewer: string | undefined, host: string | undefined): HttpEvent {
  const { requestContext } = event;
  const http = { ...requestContext.http, ...(viewer !== undefined && { sourceIp: viewer }) };
  return { ...event, requestContext: { ...requestContext, http, ...(host !== undefined && { domainName: host }) } };
}
