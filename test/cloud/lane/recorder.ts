import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One request as it was on the wire, and what it was answered. */
export interface WireCall {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The body, of calls that have one of JSON. */
  readonly body: string;
  /** Who signed it: the access key of the header, or of the link. */
  readonly accessKey: string | undefined;
  readonly status: number;
}

/** What happens to the next calls that match. */
export interface WireFault {
  /** Who calls; anybody if not given. */
  readonly accessKey?: string;
  /** As on the wire: `SendMessage`, `PutItem`; for REST `POST /schedules/`, of which the path may be the beginning. */
  readonly operation: string;
  /** Answered instead of what would be done, or after it was done. */
  readonly answer: { readonly status: number; readonly type: string; readonly afterwards?: boolean };
  /** For how many calls. */
  readonly times: number;
}

/** Stands between the functions and the emulator, keeps what passes, and answers some calls itself if told so. */
export interface Recorder {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Starts a recorder on the loopback interface. What passed is read at `/_recorder/calls`; faults are set by a POST to `/_recorder/faults`,
 * whose answer to a GET is how often each struck.
 */
export async function startRecorder(target: () => number): Promise<Recorder> {
  const calls: WireCall[] = [];
  const faults: { fault: WireFault; left: number }[] = [];
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const server = createServer((incoming, answer) => {
    handle(incoming, answer).catch((error: unknown) => {
      answer.headersSent ? answer.destroy() : answer.writeHead(502).end(String(error));
    });
  });

  async function handle(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    const body = await bytesOf(incoming);
    if (incoming.url?.startsWith("/_recorder/")) return answerItself(incoming, body, answer);
    const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
    const call = { method: incoming.method!, path: incoming.url!, headers, accessKey: signerOf(incoming), body: textOf(headers, body) };
    const fault = faults.find((each) => each.left > 0 && strikes(each.fault, call));
    if (fault !== undefined) fault.left -= 1;
    const refuse = () => {
      const { status, type } = fault!.fault.answer;
      calls.push({ ...call, status });
      const reply = JSON.stringify({ __type: type, message: `injected ${type}` });
      answer.writeHead(status, { "content-type": "application/x-amz-json-1.0", "x-amzn-errortype": type }).end(reply);
    };
    if (fault !== undefined && fault.fault.answer.afterwards !== true) return refuse();
    // buckets and queues refuse plain HTTP: the recorder stands where TLS would end
    const onward = { ...pairs(incoming.rawHeaders), ...(call.accessKey !== undefined && { "x-forwarded-proto": "https" }) };
    const options = { host: "127.0.0.1", port: target(), method: call.method, path: call.path, headers: onward, agent };
    const outgoing = request(options, (reply) => {
      if (fault !== undefined) return reply.resume().once("end", refuse);
      calls.push({ ...call, status: reply.statusCode! });
      answer.writeHead(reply.statusCode!, reply.rawHeaders);
      reply.pipe(answer);
    });
    outgoing.once("error", (error) => (answer.headersSent ? answer.destroy() : answer.writeHead(502).end(String(error))));
    answer.once("close", () => outgoing.destroy());
    outgoing.end(body);
  }

  function answerItself({ method, url }: IncomingMessage, body: Buffer, answer: ServerResponse): void {
    if (method === "POST") for (const fault of JSON.parse(body.toString()) as WireFault[]) faults.push({ fault, left: fault.times });
    if (method === "DELETE") faults.length = 0;
    const shown = url === "/_recorder/calls" ? calls : faults.map(({ fault, left }) => ({ ...fault, struck: fault.times - left }));
    answer.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(shown));
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    close: async () => {
      agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function bytesOf(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function signerOf({ headers, url = "" }: IncomingMessage): string | undefined {
  const credential = /Credential=([^/]+)\//.exec(headers.authorization ?? "")?.[1];
  return credential ?? /[?&]X-Amz-Credential=([^/%&]+)/.exec(url)?.[1];
}

/** Files are not kept. */
function textOf(headers: Readonly<Record<string, string>>, body: Buffer): string {
  return headers["content-type"]?.includes("json") === true && body.length < 1_000_000 ? body.toString() : "";
}

function strikes({ accessKey, operation }: WireFault, call: Omit<WireCall, "status">): boolean {
  if (accessKey !== undefined && accessKey !== call.accessKey) return false;
  const target = call.headers["x-amz-target"]?.split(".")[1];
  return target === operation || `${call.method} ${call.path}`.startsWith(operation);
}

/** As they came: who signed a request signed its `host` too. */
function pairs(raw: readonly string[]): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {};
  for (let at = 0; at < raw.length; at += 2) {
    const [name, value] = [raw[at]!, raw[at + 1]!];
    const before = headers[name];
    headers[name] = before === undefined ? value : [before, value].flat();
  }
  return headers;
}
