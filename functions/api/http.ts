/** A request as API Gateway's HTTP API hands it over (payload format 2.0), as far as it is read. */
export interface HttpEvent {
  readonly version: "2.0";
  readonly rawPath: string;
  readonly rawQueryString: string;
  /** Names in lower case after the first middleware. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly cookies?: readonly string[];
  readonly body?: string;
  readonly isBase64Encoded: boolean;
  /** Ours, where requests may wait: aborted when nobody waits for the answer any more. */
  readonly signal?: AbortSignal;
  readonly requestContext: {
    readonly requestId: string;
    readonly domainName?: string;
    readonly http: {
      readonly method: string;
      readonly path: string;
      /** Address of the client. */
      readonly sourceIp?: string;
    };
    /** What the authorizer said: its context. */
    readonly authorizer?: {
      readonly lambda?: {
        readonly role?: string;
        readonly token?: string;
        readonly token_id?: string;
        readonly digest?: string;
        readonly expires?: number | string;
        readonly work_queues?: string;
        readonly flow_run?: string;
        readonly refused?: string;
        readonly retry_at?: number | string;
      };
    };
  };
}

/** The answer in the same format. */
export interface HttpAnswer {
  statusCode: number;
  headers: Record<string, string>;
  cookies?: string[];
  body: string;
  isBase64Encoded?: boolean;
}

/** Serves one request. */
export type ApiHandler = (event: HttpEvent, context?: object) => Promise<HttpAnswer>;

/** An answer of JSON text. */
export function jsonAnswer(statusCode: number, body: string, headers?: Readonly<Record<string, string>>): HttpAnswer {
  return { statusCode, headers: { ...SAFE, "content-type": "application/json", ...headers }, body };
}

/** An answer without a body. */
export function emptyAnswer(statusCode: number, cookies?: string[]): HttpAnswer {
  return { statusCode, headers: { ...SAFE }, body: "", ...(cookies && { cookies }) };
}

/** An answer of text in any other type. */
export function textAnswer(statusCode: number, contentType: string, body: string, headers?: Readonly<Record<string, string>>): HttpAnswer {
  return { statusCode, headers: { ...SAFE, "content-type": contentType, ...headers }, body };
}

// Answers are of the moment, never scripts or pages of other types than named, and nobody else's to embed.
const SAFE = { "cache-control": "no-store", "x-content-type-options": "nosniff", "cross-origin-resource-policy": "same-origin" };
