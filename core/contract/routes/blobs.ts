import * as z from "zod";
import type { Route } from "../route.ts";
import { orNull } from "../scalars.ts";

/** Links to the bytes of results. */
export const blobRoutes = {
  presignBlob: {
    method: "POST",
    path: "/x/blobs/presign",
    tag: "blobs",
    access: "agent",
    summary: "A link that reads or writes one result blob without credentials, and the key to find it by",
    body: z.strictObject({ key: z.string().max(900), method: z.enum(["GET", "PUT"]), content_type: orNull(z.string().max(255)) }),
    /** `key` is where the blob is or will be: that of a new one may have moved to the default storage (`storage=<id>/…`). */
    response: z.object({ url: z.string(), key: z.string() }),
  },
} as const satisfies Record<string, Route>;
