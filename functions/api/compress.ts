import { gzipSync } from "node:zlib";
import type { HttpAnswer, HttpEvent } from "./http.ts";

/** Answers shorter than this are sent as they are. */
export const COMPRESS_FROM = 500;

/** The answer in gzip, if it is worth it and the client takes it. */
export function compressed(event: HttpEvent, answer: HttpAnswer): HttpAnswer {
  if (answer.body.length < COMPRESS_FROM || answer.headers["content-encoding"] !== undefined) return answer;
  const accepted = Object.entries(event.headers).find(([name]) => name.toLowerCase() === "accept-encoding")?.[1];
  if (accepted === undefined || !/\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i.test(accepted)) return answer;
  const bytes = answer.isBase64Encoded === true ? Buffer.from(answer.body, "base64") : answer.body;
  const headers = { ...answer.headers, "content-encoding": "gzip", vary: "accept-encoding" };
  return { ...answer, headers, body: gzipSync(bytes).toString("base64"), isBase64Encoded: true };
}
