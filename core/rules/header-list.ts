/** Headers by their names, in small letters. */
export type Headers = Readonly<Record<string, string>>;

/**
 * Reads headers as OpenTelemetry's exporters take them: `name=value` pairs with commas between, values percent-encoded where they hold a comma
 * or a percent sign (`authorization=Bearer abc,x-scope=one%2Ctwo`).
 *
 * @throws Error that says which of them is none, never what it says: the values are secrets.
 * @see https://opentelemetry.io/docs/specs/otel/protocol/exporter/#specifying-headers-via-environment-variables
 */
export function readHeaderList(text: string): Headers {
  const headers: Record<string, string> = {};
  for (const [at, pair] of text.split(",").entries()) {
    const trimmed = pair.trim();
    if (trimmed === "") continue;
    const mark = trimmed.indexOf("=");
    const name = trimmed.slice(0, Math.max(0, mark)).trim().toLowerCase();
    const value = decoded(trimmed.slice(mark + 1).trim());
    if (!NAME.test(name) || OURS.has(name) || value === undefined || !VALUE.test(value))
      throw new Error(`Header ${at + 1} of the list is none: expected pairs such as "authorization=Bearer%20…", with commas between.`);
    headers[name] = value;
  }
  return headers;
}

const NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;
// what HTTP carries as it is
const VALUE = /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/;
/** Said by whoever sends the request. */
const OURS = new Set(["host", "content-type", "content-length", "transfer-encoding", "connection"]);

function decoded(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}
