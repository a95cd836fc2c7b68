import * as z from "zod";
import { LogFilter, LogSort, listBody } from "../filters.ts";
import { Log, LogCreate } from "../logs.ts";
import type { Route } from "../route.ts";
import { optional } from "../scalars.ts";

/** Log lines. */
export const logRoutes = {
  createLogs: {
    method: "POST",
    path: "/logs/",
    tag: "logs",
    access: "agent",
    summary: "Store log lines",
    body: z.array(LogCreate).max(10_000),
    response: z.null(),
    status: 201,
  },
  filterLogs: {
    method: "POST",
    path: "/logs/filter",
    tag: "logs",
    access: "read",
    summary: "List log lines",
    body: listBody(LogSort, "TIMESTAMP_ASC", { logs: optional(LogFilter) }).optional(),
    response: z.array(Log),
  },
} as const satisfies Record<string, Route>;
