import { hostname } from "node:os";

/** The address to give to people on other machines. */
export function publicUrl(host: string, port: number): string {
  const any = host === "0.0.0.0" || host === "::" || host === "[::]";
  const name = any ? hostname() : host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
  return `http://${name}:${port}`;
}
