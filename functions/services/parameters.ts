import { createHash } from "node:crypto";
import type { Blobs } from "#core/ports/blobs.ts";
import { byteLength } from "./documents/fit.ts";
import type { StoredFlowRun } from "./documents/flow-run.ts";
import { tooLarge } from "./refusals.ts";

/** Parameters beyond this many bytes of JSON lie in Blobs, not in the run's document. */
export const PARAMETERS_INLINE_BYTES = 32_000;
/** Parameters beyond this many bytes are refused. */
export const PARAMETERS_BYTES = 4_000_000;

/**
 * The run with its parameters where they belong: in the document, or in a blob named by their content.
 *
 * @throws ProblemError `too-large` beyond 4 MB.
 */
export async function spillParameters(blobs: Blobs, run: StoredFlowRun): Promise<StoredFlowRun> {
  const text = JSON.stringify(run.parameters);
  if (text.length * 3 <= PARAMETERS_INLINE_BYTES) return run;
  const size = byteLength(run.parameters);
  if (size <= PARAMETERS_INLINE_BYTES) return run;
  if (size > PARAMETERS_BYTES)
    throw tooLarge(
      "The parameters",
      size,
      PARAMETERS_BYTES,
      "Pass a reference to large data, such as a path or a key, instead of the data itself.",
    );
  const key = `parameters/${run.id}/${createHash("sha256").update(text).digest("hex")}`;
  await blobs.put(key, Buffer.from(text), { contentType: "application/json" });
  return { ...run, parameters: {}, parameters_blob: key };
}

/** The run with its parameters again. A blob that is gone leaves a note in their place. */
export async function fetchParameters(blobs: Blobs, run: StoredFlowRun): Promise<StoredFlowRun> {
  const { parameters_blob: key, ...rest } = run;
  if (key === undefined) return run;
  const blob = await blobs.get(key);
  return {
    ...rest,
    parameters:
      blob === null ? { __missing: `The parameters are no longer stored under ${key}.` } : JSON.parse(Buffer.from(blob.bytes).toString()),
  };
}
