import type { Scope } from "../context/scope.ts";
import { isMillraceError } from "../errors/millrace-error.ts";
import { MissingResultError } from "../errors/task-errors.ts";
import { levels } from "../logging/levels.ts";
import { writeLog } from "../logging/run-logger.ts";
import type { ResultBlobs } from "./result-blobs.ts";
import { deserialize, SERIALIZER, serialize } from "./serializer.ts";

/** Where a kept result is: in the state itself, or in a blob. */
export type ResultData = (
  | { readonly type: "inline"; readonly serializer: string; readonly value: string }
  | { readonly type: "blob"; readonly serializer: string; readonly key: string; readonly size: number }
) & {
  /** SHA-256 of the arguments it was made of: a later attempt of the flow uses it for the same ones only. */
  readonly input?: string;
};

/** Longest serialized result kept in the state itself, in bytes. */
export const INLINE_BYTES = 4096;

/**
 * Keeps a result.
 *
 * @param name part of the blob's key: the id of the run.
 * @param of names it in errors.
 * @param input stands for the arguments it was made of.
 * @throws ResultNotSerializableError.
 */
export async function keepResult(
  value: unknown,
  { blobs, name, of, input }: { blobs: Pick<ResultBlobs, "put">; name: string; of: string; input?: string | undefined },
): Promise<ResultData> {
  const made = input === undefined ? undefined : { input };
  const text = serialize(value, of);
  if (text.length <= INLINE_BYTES && Buffer.byteLength(text) <= INLINE_BYTES)
    return { type: "inline", serializer: SERIALIZER, value: text, ...made };
  const bytes = Buffer.from(text);
  const asked = `results/${name}`;
  // without a condition it is written in any case; the key answered leads to the storage it went to
  const key = (await blobs.put(asked, bytes, { contentType: "application/json" })) || asked;
  return { type: "blob", serializer: SERIALIZER, key, size: bytes.byteLength, ...made };
}

/** Notes that a result nobody asked to keep could not be kept: a value that has no serial form is common, a failing storage is not. */
export function noteNotKept(scope: Pick<Scope, "flowRun" | "taskRun">, error: unknown): void {
  const level = isMillraceError(error, "result-not-serializable") ? levels.DEBUG : levels.WARNING;
  writeLog(
    scope,
    level,
    `The result was not kept, so another attempt would make it anew: ${error instanceof Error ? error.message : error}`,
  );
}

/**
 * Reads a kept result back.
 *
 * @param data the `data` of a state.
 * @throws MissingResultError if there is none, or its blob is gone.
 */
export async function readKept(data: unknown, blobs: Pick<ResultBlobs, "get">): Promise<unknown> {
  if (!isResultData(data)) throw new MissingResultError("The result of that run was not kept.");
  if (data.serializer !== SERIALIZER)
    throw new MissingResultError(`The result of that run was written by "${data.serializer}", which is not known here.`);
  if (data.type === "inline") return deserialize(data.value);
  const blob = await blobs.get(data.key);
  if (blob === null) throw new MissingResultError(`The result of that run is gone: there is no blob ${data.key}.`);
  return deserialize(Buffer.from(blob.bytes).toString("utf8"));
}

/** True for the `data` of a state that says where a result is. */
export function isResultData(data: unknown): data is ResultData {
  const type = (data as { type?: unknown } | null)?.type;
  return type === "inline" || type === "blob";
}
