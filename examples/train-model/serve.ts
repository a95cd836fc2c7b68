import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import * as z from "zod";
import { loadModel, type Model, predictFlights } from "./model.ts";

const airport = z.string().regex(/^[A-Z]{3}$/, "an airport's three letters, such as JFK");

/** A flight as a client describes it. Without `landed` and `landedDelay` the airport is taken to be running as on an average day. */
const Flight = z.strictObject({
  departure: z.iso.datetime({ local: true, offset: false, error: 'the local time of departure, such as "2001-02-16T17:30:00"' }),
  origin: airport,
  destination: airport,
  distance: z.number().positive().max(10_000),
  landed: z.int().min(0).max(10_000).default(0),
  landedDelay: z.number().min(-1440).max(1440).nullable().default(null),
});
const Request = z.strictObject({ flights: z.array(Flight).min(1).max(1000) });
const largestBody = 1_000_000;

/** An HTTP server that predicts: `POST /predict`, `GET /model`, `GET /health`. */
export function createModelServer(model: Model): Server {
  return createServer((request, response) => {
    answer(model, request).then(
      ({ status, body }) => send(response, status, body),
      (error: unknown) => {
        const known = error instanceof BadRequest;
        if (!known) console.error(error);
        send(response, known ? error.status : 500, known ? error.body : { error: "The server failed on this request." });
      },
    );
  });
}

class BadRequest extends Error {
  readonly status: number;
  readonly body: object;
  constructor(status: number, body: object) {
    super(JSON.stringify(body));
    this.status = status;
    this.body = body;
  }
}

async function answer(model: Model, request: IncomingMessage): Promise<{ status: number; body: object }> {
  const route = `${request.method} ${request.url?.split("?")[0]}`;
  if (route === "GET /health") return { status: 200, body: { ok: true } };
  if (route === "GET /model") {
    const { features, validation, dataVersion, forest } = model;
    return { status: 200, body: { features, validation, dataVersion, candidate: forest.candidate } };
  }
  if (route !== "POST /predict")
    throw new BadRequest(404, { error: `There is no ${route}. There are GET /health, GET /model and POST /predict.` });
  const { flights } = parse(await readBody(request));
  const facts = flights.map(({ departure, ...flight }) => ({ ...flight, departed: Date.parse(`${departure}Z`) }));
  const minutes = predictFlights(model, facts).map((delay) => Math.round(delay * 10) / 10);
  return { status: 200, body: { delays: minutes, unit: "minutes" } };
}

function parse(text: string): z.output<typeof Request> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new BadRequest(400, { error: "The body is not JSON." });
  }
  const parsed = Request.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new BadRequest(422, {
    error: "The body does not describe flights.",
    problems: parsed.error.issues.map(({ path, message }) => ({ at: path.join("."), message })),
  });
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  // the usual loop would cut the connection on leaving early, and the answer with it
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += (chunk as Buffer).length;
    if (size > largestBody)
      throw new BadRequest(413, { error: `The body is larger than ${largestBody} bytes. Send fewer flights at a time.` });
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function send(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", "content-length": Buffer.byteLength(text) });
  response.end(text);
}

if (import.meta.main) {
  const [file = ".millrace/train-model/model.json", port = "8080"] = process.argv.slice(2);
  const server = createModelServer(await loadModel(file));
  // this computer only; put a proxy with authentication in front of it to let others in
  server.listen(Number(port), "127.0.0.1", () => {
    console.log(`Predicting with ${file} on http://127.0.0.1:${(server.address() as { port: number }).port}/predict`);
  });
}
