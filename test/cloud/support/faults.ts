import { Readable } from "node:stream";
import { HttpRequest, HttpResponse } from "@smithy/core/protocols";
import { NodeHttpHandler } from "@smithy/node-http-handler";

/** What happens to one request: refused before it is carried out, carried out with its answer lost, or a batch done by half. */
export type Fault = "throttled" | "answer lost" | "half done";

/** A request handler that does to each request what `next` says, and otherwise passes it on. DynamoDB Local itself never throttles. */
export function faultyHandler(next: (operation: string) => Fault | undefined): NodeHttpHandler {
  const inner = new NodeHttpHandler();
  const handle = inner.handle.bind(inner);
  inner.handle = async (request: HttpRequest, options) => {
    const operation = String(request.headers["x-amz-target"]).split(".")[1] ?? "";
    const fault = next(operation);
    if (fault === "throttled") return { response: failure(400, "ProvisionedThroughputExceededException") };
    if (fault === "answer lost") {
      await handle(request, options);
      return { response: failure(500, "InternalServerError") };
    }
    if (fault === "half done" && operation.startsWith("Batch")) return doHalf(operation, request, (half) => handle(half, options));
    return handle(request, options);
  };
  return inner;
}

async function doHalf(operation: string, request: HttpRequest, handle: (request: HttpRequest) => Promise<{ response: HttpResponse }>) {
  const input = JSON.parse(new TextDecoder().decode(request.body)) as { RequestItems: Record<string, never> };
  const [table, work] = Object.entries(input.RequestItems)[0] as [string, unknown[] & { Keys?: unknown[] }];
  const all = operation === "BatchGetItem" ? (work.Keys ?? []) : work;
  if (all.length < 2) return handle(request);
  const part = (items: unknown[]) => ({ [table]: operation === "BatchGetItem" ? { ...work, Keys: items } : items });
  const [done, left] = [all.slice(0, all.length >> 1), all.slice(all.length >> 1)];
  const body = JSON.stringify({ ...input, RequestItems: part(done) });
  const headers = { ...request.headers, "content-length": String(Buffer.byteLength(body)) };
  const { response } = await handle(new HttpRequest({ ...request, body, headers }));
  const text = JSON.parse(await new Response(Readable.toWeb(response.body) as ReadableStream).text()) as object;
  return { response: answer(200, { ...text, [operation === "BatchGetItem" ? "UnprocessedKeys" : "UnprocessedItems"]: part(left) }) };
}

function failure(status: number, name: string): HttpResponse {
  return answer(status, { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: `injected ${name}` });
}

function answer(statusCode: number, body: unknown): HttpResponse {
  return new HttpResponse({
    statusCode,
    headers: { "content-type": "application/x-amz-json-1.0" },
    body: Readable.from([JSON.stringify(body)]),
  });
}
