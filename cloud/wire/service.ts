import { HttpRequest, type HttpResponse } from "@smithy/core/protocols";
import { retryMiddleware } from "@smithy/core/retry";
import { Hash } from "@smithy/core/serde";
import { SignatureV4 } from "@smithy/signature-v4";
import { ServiceError } from "./service-error.ts";
import { type ServiceOptions, settingsOf } from "./settings.ts";

/** What is asked of a service. */
export interface Asking {
  readonly method?: "GET" | "POST" | "PUT" | "DELETE";
  readonly path?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Becomes JSON; what is undefined is left out. */
  readonly body?: object;
}

/** One service of AWS that speaks JSON. */
export interface Service {
  /** Signs a request so that its query says all, for whoever has no credentials. */
  presign(request: HttpRequest, options: { readonly expiresIn: number; readonly signingDate: Date }): Promise<HttpRequest>;
  /** What the service answers. @throws ServiceError if it refuses or fails; the network's errors as they are. */
  ask(asking: Asking, signal?: AbortSignal): Promise<Record<string, unknown>>;
  /** Closes the connections. */
  destroy(): void;
}

/**
 * A service of AWS, made of the parts the SDK itself is made of: its signer, its network handler, its rules for trying again. What is left
 * out is what a service needs that does not speak plain JSON, and every way to find credentials but the environment: four fifths of the
 * weight of a client, which would be loaded at each cold start.
 */
export function openService(service: string, options: ServiceOptions): Service {
  const { region, endpoint, credentials, requestHandler } = settingsOf(service, options);
  const signer = new SignatureV4({ service, region, credentials, sha256: Hash.bind(null, "sha256") as never });
  const attempt = (signal: AbortSignal | undefined) => async (args: { request: unknown }) => {
    const request = args.request as HttpRequest;
    const signed = (await signer.sign(request)) as HttpRequest;
    const { response } = await requestHandler.handle(signed, signal === undefined ? {} : { abortSignal: signal });
    const answer = await readAnswer(response);
    if (response.statusCode >= 300) throw new ServiceError(response, answer);
    return { response, output: { answer, $metadata: {} } };
  };
  const retrying = retryMiddleware({
    retryStrategy: async () => options.retryStrategy,
    maxAttempts: () => options.retryStrategy.maxAttempts(),
  } as never);
  return {
    presign: async (request, options) => (await signer.presign(request, options)) as HttpRequest,
    async ask({ method = "POST", path = "/", query = {}, headers = {}, body }, signal) {
      const request = new HttpRequest({
        method,
        protocol: endpoint.protocol,
        hostname: endpoint.hostname,
        ...(endpoint.port !== "" && { port: Number(endpoint.port) }),
        path: endpoint.pathname === "/" ? path : endpoint.pathname.replace(/\/$/, "") + path,
        query,
        headers: { host: endpoint.host, ...headers },
        ...(body !== undefined && { body: Buffer.from(JSON.stringify(body)) }),
      });
      if (request.body !== undefined) request.headers["content-length"] = String(request.body.length);
      const { output } = await retrying(
        attempt(signal) as never,
        { __smithy_context: { abortSignal: signal } } as never,
      )({ request, input: {} });
      return (output as unknown as { answer: Record<string, unknown> }).answer;
    },
    destroy: () => requestHandler.destroy(),
  };
}

async function readAnswer(response: HttpResponse): Promise<Record<string, unknown>> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) chunks.push(Buffer.from(chunk));
  const text = Buffer.concat(chunks).toString();
  try {
    return text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
  } catch (error) {
    // a proxy on the way that answers for the service
    if (response.statusCode >= 300) return { message: text.slice(0, 300) };
    throw error;
  }
}
