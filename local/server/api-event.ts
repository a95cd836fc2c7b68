import type { HttpEvent } from "#functions/api/http.ts";

/** A request as plain HTTP gives it. */
export interface PlainRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string | undefined;
  readonly requestId: string;
  /** Address of the client. */
  readonly sourceIp?: string;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal?: AbortSignal;
}

/** The event API Gateway would make of it, except that the path stays encoded. */
export function apiEvent({ method, url, headers, body, requestId, sourceIp, signal }: PlainRequest): HttpEvent {
  const mark = url.indexOf("?");
  const path = mark < 0 ? url : url.slice(0, mark);
  return {
    version: "2.0",
    rawPath: path,
    rawQueryString: mark < 0 ? "" : url.slice(mark + 1),
    headers,
    ...(body !== undefined && { body }),
    isBase64Encoded: false,
    ...(signal !== undefined && { signal }),
    requestContext: { requestId, http: { method, path, ...(sourceIp !== undefined && { sourceIp }) } },
  };
}
