import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Store } from "#core/ports/store.ts";
import { createAttempts } from "#functions/api/attempts.ts";
import { behindEdge } from "#functions/api/behind-edge.ts";
import { judgedByGateway } from "#functions/api/gateway-callers.ts";
import { createApiHandler } from "#functions/api/handler.ts";
import type { HttpAnswer } from "#functions/api/http.ts";
import { tokenCallers } from "#functions/api/token-callers.ts";
import { authorize } from "#functions/authorizer/authorizer.ts";
import { createTell } from "#functions/services/tell.ts";
import { createIsEdge } from "#functions/token/edge-keys.ts";
import { edgeKeyWork } from "#functions/token/mint-edge-key.ts";
import { makeToken, tokenDigest } from "#functions/token/token.ts";
import { NEW_TOKEN, tokenDocument } from "#functions/token/token-document.ts";
import { createWrongTokens } from "#functions/token/wrong-tokens.ts";
import { apiEvent } from "#local/server/api-event.ts";
import { consoleFiles } from "#local/server/console-files.ts";
import { API, PAGES } from "../../infra/constructs/edge-functions.ts";
import { openTestApi } from "../functions/support/api.ts";
import { onwardHeaders, runViewerRequest, viewerEvent } from "./viewer-request.ts";

/** The API as it stands in AWS: our functions at CloudFront, a gateway that asks the authorizer, and the API's function; TLS in front. */
export interface Edge extends AsyncDisposable {
  /** `https://localhost:PORT`, what a viewer opens. */
  readonly url: string;
  /** A token of an admin. */
  readonly token: string;
  readonly store: Store;
  /** A request to the gateway itself, past CloudFront, from `sourceIp`. */
  direct(request: GatewayRequest): Promise<HttpAnswer>;
}

export interface GatewayRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly sourceIp: string;
}

/** Starts one over stores in memory; with a directory, the console in it is served beside the API. */
export async function openEdge(site?: string): Promise<Edge> {
  const { store, clock, services, parts } = openTestApi();
  const token = makeToken(randomBytes(32));
  await store.put(tokenDocument(tokenDigest(token), { ...NEW_TOKEN, name: "edge", role: "admin", created: clock.now() }), "absent");
  const made = await edgeKeyWork({ store, clock, randomBytes }, undefined).create!();
  const key = made?.data["Key"] ?? "";
  const attempts = createAttempts({ ...clock, sleep: async () => undefined });
  const wrongTokens = createWrongTokens({ store, clock });
  const isEdge = createIsEdge({ store });
  const callers = judgedByGateway(clock, tokenCallers({ store, clock, randomBytes, isHttps: () => true, attempts, wrongTokens }));
  const api = behindEdge(createApiHandler(services, { version: "1", callers, tell: createTell(parts), compress: true }), { store });

  /** API Gateway: the authorizer is asked where there is something to ask about, and but for the open paths. */
  const direct = async ({ method, url, headers, body, sourceIp }: GatewayRequest): Promise<HttpAnswer> => {
    const { cookie, ...others } = headers;
    const plain = apiEvent({ method, url, headers: others, body, sourceIp, requestId: "request-1" });
    const event = { ...plain, ...(cookie !== undefined && { cookies: cookie.split("; ") }) };
    if (OPEN.test(url.split("?", 1)[0]!)) return api(event);
    if (!others["authorization"]) return gatewayAnswer(401, "Unauthorized");
    const judged = await authorize({ headers: others, requestContext: event.requestContext }, { store, clock, wrongTokens, isEdge });
    if (!judged.isAuthorized) return gatewayAnswer(403, "Forbidden");
    return api({ ...event, requestContext: { ...event.requestContext, authorizer: { lambda: judged.context } } });
  };

  const files = site === undefined ? undefined : consoleFiles(site);
  const page = async (incoming: IncomingMessage): Promise<HttpAnswer> => {
    const { uri } = runViewerRequest(PAGES, viewerEvent(incoming));
    const found = await files?.({ path: uri, acceptEncoding: undefined, ifNoneMatch: undefined });
    if (found == null) return gatewayAnswer(404, "Not Found");
    return { statusCode: found.status, headers: found.headers, body: found.body.toString("base64"), isBase64Encoded: true };
  };
  const server = createServer({ cert: file("crt"), key: file("key") }, async (incoming, outgoing) => {
    let answer: HttpAnswer;
    if (incoming.url?.startsWith("/api/")) {
      const request = runViewerRequest(API, viewerEvent(incoming));
      const headers = { ...onwardHeaders(request), host: GATEWAY, "x-millrace-edge": key };
      const body = await textOf(incoming);
      answer = await direct({
        method: request.method,
        url: incoming.url,
        headers,
        body,
        sourceIp: "64.252.64.1",
      });
    } else answer = await page(incoming);
    outgoing.writeHead(answer.statusCode, { ...answer.headers, ...(answer.cookies && { "set-cookie": answer.cookies }) });
    outgoing.end(answer.isBase64Encoded === true ? Buffer.from(answer.body, "base64") : answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}`,
    token,
    store,
    direct,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      // an open page would ask on for ever
      server.closeAllConnections();
      await closed;
    },
  };
}

const GATEWAY = "abc123.execute-api.eu-west-1.amazonaws.com";
// as the template has them; a test of the template holds it to these
const OPEN = /^\/api\/(health|ready|x\/session)$/;

function gatewayAnswer(statusCode: number, message: string): HttpAnswer {
  return { statusCode, headers: { "content-type": "application/json" }, body: JSON.stringify({ message }) };
}

async function textOf(incoming: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return chunks.length === 0 ? undefined : Buffer.concat(chunks).toString();
}

function file(ending: string): Buffer {
  return readFileSync(new URL(`../server/fixtures/localhost.${ending}`, import.meta.url));
}
