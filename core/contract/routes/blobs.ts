import * as z from "zod";
import type { Route } from "../route.ts";
import { orNull } from "../scalars.ts";

/** Links to the bytes of results. */
export const blobRoutes = {
  presignBlob: {
    method: "POST",
    path: "/x/blobs/presign",
    tag: "blobs",
    access: "write",
    summary: "A link that reads or writes one result blob without credentials",
    body: z.strictObject({ key: z.string().max(900), method: z.enum(["GET", "PUT"]), content_type: orNull(z.string().max(255)) }),
    response: z.object({ url: z.string() }),
  },
} as const satisfies Record<string, Route>;
