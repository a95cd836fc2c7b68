import * as z from "zod";
import type { Route } from "../route.ts";
import { Sizes } from "../sizes.ts";
import { Status } from "../status.ts";

/** About the server itself. */
export const adminRoutes = {
  readHealth: { method: "GET", path: "/health", tag: "admin", access: "open", summary: "Is the server alive", response: z.literal(true) },
  readReady: {
    method: "GET",
    path: "/ready",
    tag: "admin",
    access: "open",
    summary: "Can the server reach its store",
    response: z.object({ message: z.string() }),
  },
  readVersion: {
    method: "GET",
    path: "/version",
    tag: "admin",
    access: "read",
    summary: "Version of the API contract",
    response: z.string(),
  },
  hello: { method: "GET", path: "/hello", tag: "admin", access: "read", summary: "Say hello", response: z.string() },
  readServerVersion: {
    method: "GET",
    path: "/admin/version",
    tag: "admin",
    access: "read",
    summary: "Version of the Prefect contract served",
    response: z.string(),
  },
  readSettings: {
    method: "GET",
    path: "/admin/settings",
    tag: "admin",
    access: "read",
    summary: "Settings of the server, without secrets",
    response: z.record(z.string(), z.unknown()),
  },
  readSizes: {
    method: "GET",
    path: "/x/sizes",
    tag: "admin",
    access: "read",
    summary: "How much the server holds; null for what it cannot tell cheaply",
    response: Sizes,
  },
  readStatus: {
    method: "GET",
    path: "/x/status",
    tag: "admin",
    access: "read",
    summary: "What an operator looks at first: queues, agents, schedules, messages nobody could handle, the month so far",
    response: Status,
  },
  readCsrfToken: {
    method: "GET",
    path: "/csrf-token",
    tag: "admin",
    access: "read",
    summary: "CSRF protection is off: always a 422 that says so",
    query: z.object({ client: z.string().max(255) }),
    response: z.never(),
  },
} as const satisfies Record<string, Route>;
