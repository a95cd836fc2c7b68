import { isIP } from "node:net";
import { hostname } from "node:os";

/** True if only this machine can reach the address. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, "").toLowerCase();
  if (bare === "localhost" || bare === "::1") return true;
  return isIP(bare) === 4 && bare.startsWith("127.");
}

/** The address to give to people on other machines. */
export function publicUrl(host: string, port: number): string {
  const any = host === "0.0.0.0" || host === "::" || host === "[::]";
  const name = any ? hostname() : host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
  return `http://${name}:${port}`;
}
