import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { JsonObject } from "#core/ports/store.ts";
import { currentDictionary, dictionaries } from "./dictionaries.ts";

/** Bodies below this many bytes stay readable text: compressing them saves no write unit. */
const TEXT_BELOW = 200;

/** The JSON text of a body as an attribute: that text, or the dictionary's number and deflated bytes where that is smaller. */
export function encodeBody(text: string): AttributeValue {
  const size = Buffer.byteLength(text);
  if (size < TEXT_BELOW) return { S: text };
  const deflated = deflateRawSync(text, { level: 9, dictionary: dictionaries.get(currentDictionary)! });
  return deflated.length + 1 < size ? { B: Buffer.concat([Uint8Array.of(currentDictionary), deflated]) } : { S: text };
}

/** The body an attribute holds; throws if it is none of ours. */
export function decodeBody(value: AttributeValue | undefined): JsonObject {
  if (value?.S !== undefined) return JSON.parse(value.S) as JsonObject;
  if (value?.B === undefined)
    throw new Error("The item has no body. Expected an attribute `b` of type S or B; was the item written by something else?");
  const dictionary = dictionaries.get(value.B[0] ?? 0);
  if (dictionary === undefined)
    throw new Error(`The body was written with dictionary ${value.B[0]}, which this version does not know. Deploy a version that does.`);
  return JSON.parse(inflateRawSync(value.B.subarray(1), { dictionary }).toString()) as JsonObject;
}
