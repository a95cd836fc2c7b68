import type { IncomingMessage } from "node:http";
import { runInNewContext } from "node:vm";

/** A header or a cookie as CloudFront's functions see it: `multiValue` where it was sent more than once. */
interface Field {
  value: string;
  multiValue?: { value: string }[];
}

/** What a function at CloudFront is given of a request. */
export interface ViewerEvent {
  readonly version: "1.0";
  readonly viewer: { readonly ip: string };
  readonly request: {
    readonly method: string;
    uri: string;
    readonly querystring: string;
    headers: Record<string, Field>;
    readonly cookies: Record<string, Field>;
  };
}

/** Runs the very text of such a function, in a context that has nothing of Node. */
export function runViewerRequest(code: string, event: ViewerEvent): ViewerEvent["request"] {
  const text = JSON.stringify(event);
  return JSON.parse(runInNewContext(`${code}\nJSON.stringify(handler(JSON.parse(text)));`, { text }, { timeout: 1000 }));
}

/** The event CloudFront makes of a request. Cookies are apart from the headers. */
export function viewerEvent({ method = "GET", url = "/", rawHeaders, socket }: IncomingMessage): ViewerEvent {
  const headers: Record<string, Field> = {};
  const cookies: Record<string, Field> = {};
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]!.toLowerCase();
    const value = rawHeaders[at + 1]!;
    if (name !== "cookie") add(headers, name, value);
    else for (const [cookie, text] of pairsOf(value)) add(cookies, cookie, text);
  }
  const [uri = "", querystring = ""] = url.split("?", 2);
  return { version: "1.0", viewer: { ip: socket.remoteAddress ?? "" }, request: { method, uri, querystring, headers, cookies } };
}

/** The headers CloudFront then sends on to the origin. */
export function onwardHeaders({ headers, cookies }: ViewerEvent["request"]): Record<string, string> {
  const all = Object.entries(headers).map(([name, { value, multiValue }]) => [
    name,
    multiValue?.map((each) => each.value).join(", ") ?? value,
  ]);
  const pairs = Object.entries(cookies).flatMap(([name, { value, multiValue }]) =>
    (multiValue ?? [{ value }]).map((each) => `${name}=${each.value}`),
  );
  return Object.fromEntries([...all, ...(pairs.length === 0 ? [] : [["cookie", pairs.join("; ")]])]);
}

function pairsOf(header: string): [string, string][] {
  return header.split(";").map((pair) => {
    const mark = pair.indexOf("=");
    return [pair.slice(0, mark).trim(), pair.slice(mark + 1).trim()];
  });
}

function add(fields: Record<string, Field>, name: string, value: string): void {
  const before = fields[name];
  fields[name] = before === undefined ? { value } : { value, multiValue: [...(before.multiValue ?? [{ value: before.value }]), { value }] };
}
