import { ProblemError } from "#core/contract/problem.ts";
import { type HttpAnswer, type HttpEvent, jsonAnswer, textAnswer } from "./http.ts";

export interface ReferenceOptions {
  readonly version: string;
  readonly baseUrl: (event: HttpEvent) => string;
  readonly referenceScript?: () => Promise<Uint8Array>;
}

/** `/api/openapi.json`, and a page at `/api/docs` to browse it. The page asks nobody but this server for anything. */
export function referenceRoutes({
  version,
  baseUrl,
  referenceScript,
}: ReferenceOptions): { method: string; path: string; handler: (event: HttpEvent) => Promise<HttpAnswer> }[] {
  const documents = new Map<string, string>();
  let script: Promise<string> | undefined;
  return [
    {
      method: "GET",
      path: "/api/openapi.json",
      async handler(event) {
        const serverUrl = baseUrl(event);
        const text = documents.get(serverUrl) ?? (await textOf(version, serverUrl));
        // one entry: the address hardly ever changes, and a client must not fill the memory by naming others
        documents.clear();
        documents.set(serverUrl, text);
        return jsonAnswer(200, text);
      },
    },
    {
      method: "GET",
      path: "/api/docs",
      async handler() {
        const { PAGE, POLICY } = await import("./reference-page.ts");
        return textAnswer(200, "text/html; charset=utf-8", PAGE, { "content-security-policy": POLICY, "referrer-policy": "no-referrer" });
      },
    },
    {
      method: "GET",
      path: "/api/docs/reference.js",
      async handler() {
        if (referenceScript === undefined)
          throw new ProblemError("not-found", {
            what: "This server has no API reference page.",
            do: "Read GET /api/openapi.json instead.",
          });
        script ??= referenceScript().then((bytes) => Buffer.from(bytes).toString("base64"));
        const answer = textAnswer(200, "text/javascript; charset=utf-8", await script, { "cache-control": "public, max-age=3600" });
        return { ...answer, isBase64Encoded: true };
      },
    },
  ];
}

// loaded when it is asked for, which is seldom
async function textOf(version: string, serverUrl: string): Promise<string> {
  const { openApiDocument } = await import("#core/contract/openapi.ts");
  return JSON.stringify(openApiDocument({ version, serverUrl }));
}
