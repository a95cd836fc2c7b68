import * as z from "zod";

/** How much a server holds. Null: it cannot tell cheaply. In the cloud, documents and bytes are some hours old. */
export const Sizes = z
  .object({
    documents: z.int().nullable(),
    flow_runs: z.int().nullable(),
    task_runs: z.int().nullable(),
    /** Pieces that log lines are stored in, of up to some thousand lines each. */
    log_chunks: z.int().nullable(),
    blobs: z.int().nullable(),
    blob_bytes: z.int().nullable(),
    database_bytes: z.int().nullable(),
    /** Of these, what is free for new documents. */
    free_bytes: z.int().nullable(),
  })
  .meta({ id: "Sizes" });
export type Sizes = z.output<typeof Sizes>;
