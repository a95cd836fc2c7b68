import { Readable } from "node:stream";
import { type HttpRequest, HttpResponse } from "@smithy/core/protocols";
import { NodeHttpHandler } from "@smithy/node-http-handler";

/** A request as a service of AWS would get it. */
export interface Asked {
  /** Operation of the JSON protocol, or method and path. */
  readonly operation: string;
  readonly query: Readonly<Record<string, unknown>>;
  readonly input: Record<string, unknown>;
}

/** A request handler that answers in the place of AWS: the SDK's own client signs, serializes and parses as ever. */
export function answering(answer: (asked: Asked) => { readonly status?: number; readonly body?: unknown }): NodeHttpHandler {
  const handler = new NodeHttpHandler();
  handler.handle = async (request: HttpRequest) => {
    const text = request.body === undefined ? "" : new TextDecoder().decode(request.body);
    const target = request.headers["x-amz-target"]?.split(".")[1];
    const { status = 200, body = {} } = answer({
      operation: target ?? `${request.method} ${request.path}`,
      query: request.query ?? {},
      input: text === "" ? {} : JSON.parse(text),
    });
    return {
      response: new HttpResponse({
        statusCode: status,
        headers: { "content-type": "application/json" },
        body: Readable.from([JSON.stringify(body)]),
      }),
    };
  };
  return handler;
}

/** Settings of a client that reaches nobody. */
export const nowhere = { region: "us-east-1", credentials: { accessKeyId: "nobody", secretAccessKey: "nothing" } };
