import * as z from "zod";
import { EventCreate, EventFilter, EventPage } from "../events.ts";
import type { Route } from "../route.ts";
import { optional, orDefault } from "../scalars.ts";

/** Events: every transition of a flow run, and what clients add. */
export const eventRoutes = {
  createEvents: {
    method: "POST",
    path: "/events",
    tag: "events",
    access: "agent",
    summary: "Store events of a client; one that is sent again is listed once",
    body: z.array(EventCreate).max(500),
  },
  filterEvents: {
    method: "POST",
    path: "/events/filter",
    tag: "events",
    access: "read",
    summary: "List events, newest first by default",
    body: z.strictObject({ filter: optional(EventFilter), limit: orDefault(z.int().min(0).max(50), 50) }).optional(),
    response: EventPage,
  },
  nextEvents: {
    method: "GET",
    path: "/events/filter/next",
    tag: "events",
    access: "read",
    summary: "The next page of a listing, by the token in its next_page",
    query: z.object({ "page-token": z.string().min(1).max(20_000) }),
    response: EventPage,
  },
} as const satisfies Record<string, Route>;
