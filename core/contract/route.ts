import type * as z from "zod";

/** One route of the API: what goes in, what comes out, and who may call it. */
export interface Route {
  readonly method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  /** Path below `/api`, parameters in braces. */
  readonly path: `/${string}`;
  readonly summary: string;
  readonly tag: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Absent for an empty answer. */
  readonly response?: z.ZodType;
  /** Status of the usual answer; default 200, or 204 without a response schema. */
  readonly status?: number;
  /** Content type of the answer; default `application/json`. */
  readonly produces?: string;
  /** `open` needs no token, `read` any, `agent` an agent's or a member's, `write` a member's, `admin` an admin's, who may do all. */
  readonly access: "open" | "read" | "agent" | "write" | "admin";
  /** Brings the whole route where this is its outline: method, path and access. A bundle leaves the rest apart until it is asked for, see scripts/outline-routes.ts. */
  readonly later?: () => Promise<Route>;
}

type In<S> = S extends z.ZodType ? z.input<S> : undefined;
type Out<S> = S extends z.ZodType ? z.output<S> : undefined;
type Field<K extends string, V> = [V] extends [undefined]
  ? unknown
  : undefined extends V
    ? { readonly [P in K]?: V }
    : { readonly [P in K]: V };

/** What a client passes to call a route. */
export type RouteInput<R extends Route> = Field<"params", In<R["params"]>> & Field<"query", In<R["query"]>> & Field<"body", In<R["body"]>>;
/** What a service gets after validation. */
export type RouteRequest<R extends Route> = {
  readonly params: Out<R["params"]>;
  readonly query: Out<R["query"]>;
  readonly body: Out<R["body"]>;
};
/** What a route answers. */
export type RouteResponse<R extends Route> = R["response"] extends z.ZodType ? z.output<R["response"]> : undefined;
