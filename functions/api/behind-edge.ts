import type { Store } from "#core/ports/store.ts";
import { edgeKey } from "../token/edge-document.ts";
import { isToken, tokenDigest } from "../token/token.ts";
import type { ApiHandler, HttpEvent } from "./http.ts";

/**
 * Serves requests that come through CloudFront as their viewers sent them: from the viewer's address, to the name the viewer called. Both are
 * told in headers anybody could send, and believed only beside the key that CloudFront alone adds. Without it they are as if not sent.
 */
export function behindEdge(handler: ApiHandler, { store }: { readonly store: Pick<Store, "get"> }): ApiHandler {
  const known = new Set<string>();
  const isEdge = async (key: string | undefined) => {
    if (key === undefined || !isToken(key)) return false;
    const digest = tokenDigest(key);
    if (!known.has(digest) && (await store.get(edgeKey(digest))) !== null) known.add(digest);
    return known.has(digest);
  };
  return async (event, context) => {
    const { [KEY]: key, [VIEWER]: viewer, [HOST]: host, ...headers } = event.headers;
    return handler((await isEdge(key)) ? asViewed({ ...event, headers }, viewer, host) : { ...event, headers }, context);
  };
}

const KEY = "x-millrace-edge";
const VIEWER = "x-millrace-viewer";
const HOST = "x-millrace-host";

function asViewed(event: HttpEvent, viewer: string | undefined, host: string | undefined): HttpEvent {
  const { requestContext } = event;
  const http = { ...requestContext.http, ...(viewer !== undefined && { sourceIp: viewer }) };
  return { ...event, requestContext: { ...requestContext, http, ...(host !== undefined && { domainName: host }) } };
}
