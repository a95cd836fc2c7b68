import { isIPv4, isIPv6 } from "node:net";

/** Whether an address to bind is reachable from this machine only. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, "").toLowerCase();
  return bare === "localhost" || (isIPv4(bare) && bare.startsWith("127.")) || bare === "::1" || bare === "::ffff:127.0.0.1";
}

/**
 * Whether a Host header names this machine itself. A page of a name that was made to resolve to 127.0.0.1 (DNS rebinding) sends that name,
 * and its browser would let it read everything.
 */
export function namesThisMachine(header: string | undefined): boolean {
  if (header === undefined) return false;
  const host = /^(\[[^\]]*\]|[^:]*)(?::\d{1,5})?$/.exec(header)?.[1];
  return host !== undefined && (isLoopback(host) || host.toLowerCase().endsWith(".localhost"));
}

/** The URL of a bound address, as a client on this machine reaches it. */
export function urlOf(host: string, port: number): string {
  const bare = host.replace(/^\[|\]$/g, "");
  const reached = bare === "0.0.0.0" || bare === "" ? "127.0.0.1" : bare === "::" ? "::1" : bare;
  return `http://${isIPv6(reached) ? `[${reached}]` : reached}:${port}`;
}
