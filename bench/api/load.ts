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
  const pool = new Pool(origin, { connections, pipelining: 1 });
  const work = async () => {
    for (let at = next++; at < calls.length; at = next++) {
      const path = pathname + calls[at]!.path;
      const began = performance.now();
      const answer = await pool.request({ path, method: "POST", headers: { "content-type": "application/json" }, body: bodies[at]! });
      const text = await answer.body.text();
      latencies[at] = performance.now() - began;
      if (answer.statusCode >= 300) throw new Error(`POST ${path} answered ${answer.statusCode}: ${text.slice(0, 500)}`);
      answers[at] = text === "" ? undefined : JSON.parse(text);
    }
  };
  const cpuBefore = cpuSeconds();
  const began = performance.now();
  try {
    await Promise.all(Array.from({ length: connections }, work));
    return { seconds: (performance.now() - began) / 1000, latencies, cpuSeconds: cpuSeconds() - cpuBefore, answers };
  } finally {
    await pool.close();
  }
}
