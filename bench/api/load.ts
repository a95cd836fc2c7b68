import { Pool } from "undici";

/** One request: JSON posted to a path below `/api`. */
export interface Call {
  readonly path: string;
  readonly body: unknown;
}

/** What answering many requests took. */
export interface Answered {
  readonly seconds: number;
  /** Of each request, in milliseconds. */
  readonly latencies: readonly number[];
  /** CPU time of the server. */
  readonly cpuSeconds: number;
  /** How often it said 503 or closed the connection, and was asked again, as clients do; the waiting counts as the request's. */
  readonly refused: number;
  readonly answers: readonly unknown[];
}

export interface LoadOptions {
  /** Requests under way at once, each on a connection that is kept. */
  readonly connections: number;
  readonly cpuSeconds: () => number;
}

/** Sends the requests in order over a few connections, each as soon as the one before it on its connection is answered. */
export async function load(apiUrl: string, calls: readonly Call[], { connections, cpuSeconds }: LoadOptions): Promise<Answered> {
  const { origin, pathname } = new URL(apiUrl);
  const bodies = calls.map(({ body }) => JSON.stringify(body));
  const latencies: number[] = [];
  const answers: unknown[] = [];
  let next = 0;
  let refused = 0;
  const pool = new Pool(origin, { connections, pipelining: 1 });
  const work = async () => {
    for (let at = next++; at < calls.length; at = next++) {
      const path = pathname + calls[at]!.path;
      const began = performance.now();
      let answer = await post(pool, path, bodies[at]!);
      for (; answer.statusCode === 503; answer = await post(pool, path, bodies[at]!)) {
        refused += 1;
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      }
      latencies[at] = performance.now() - began;
      const { text } = answer;
      if (answer.statusCode >= 300) throw new Error(`POST ${path} answered ${answer.statusCode}: ${text.slice(0, 500)}`);
      answers[at] = text === "" ? undefined : JSON.parse(text);
    }
  };
  const cpuBefore = cpuSeconds();
  const began = performance.now();
  try {
    await Promise.all(Array.from({ length: connections }, work));
    return { seconds: (performance.now() - began) / 1000, latencies, cpuSeconds: cpuSeconds() - cpuBefore, refused, answers };
  } finally {
    await pool.close();
  }
}

const AGAIN_MS = 100;

async function post(pool: Pool, path: string, body: string): Promise<{ statusCode: number; text: string }> {
  try {
    const { statusCode, body: answer } = await pool.request({
      path,
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    return { statusCode, text: await answer.text() };
  } catch (error) {
    // a kept connection that the server closed at the same moment
    if (["UND_ERR_SOCKET", "ECONNRESET", "EPIPE"].includes((error as { code?: string }).code ?? "")) return { statusCode: 503, text: "" };
    throw error;
  }
}
