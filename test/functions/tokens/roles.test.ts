import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { rolesOf } from "#core/contract/access.ts";
import type { Route } from "#core/contract/route.ts";
import { routes } from "#core/contract/routes.ts";
import { Role } from "#core/contract/tokens.ts";
import { ANYBODY } from "#functions/token/caller.ts";
import { openTestApi } from "../support/api.ts";

const all = Object.entries(routes as Record<string, Route>);
const closed = all.filter(([, { access }]) => access !== "open");
let role: Role = "admin";
const api = openTestApi({ callers: { callerOf: () => ({ ...ANYBODY, role }) } });
const nobody = openTestApi({ callers: { callerOf: () => ({ refused: "unauthorized" }) } });
// names nothing, so that what is let through changes nothing
const pathOf = ({ path }: Route) =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => (/id$/.test(name) ? "00000000-0000-4000-8000-000000000000" : "nothing"));

describe("every route", () => {
  it.each(closed.flatMap(([name, route]) => Role.options.map((as) => [name, as, route] as const)))("%s as %s", async (_, as, route) => {
    role = as;
    const { status, problem } = await api.send(route.method, pathOf(route), route.body === undefined ? undefined : { nothing: 1 });
    const may = rolesOf[route.access as keyof typeof rolesOf].includes(as);
    if (may) expect(problem?.what ?? "").not.toMatch(/^A token of role/);
    else expect([status, problem.code]).toEqual([403, "forbidden"]);
  });

  it.each(closed)("%s is refused without a token", async (_, route) => {
    expect((await nobody.send(route.method, pathOf(route))).status).toBe(401);
  });

  it("that a viewer may call changes nothing", () => {
    const reading = closed.filter(([, { access }]) => rolesOf[access as keyof typeof rolesOf].includes("viewer"));
    const odd = reading.filter(
      ([name, { method }]) => method !== "GET" && !/^(filter|paginate|count|history|read|lateness|average|next|preview|list)/.test(name),
    );
    expect(odd.map(([name]) => name).sort()).toEqual(ASKING_BY_POST);
  });

  it("an agent may call to change something is one of these", () => {
    expect(closed.filter(([, { access }]) => access === "agent").map(([name]) => name)).toMatchSnapshot();
  });
});

/** They ask by POST under other names. */
const ASKING_BY_POST = ["getWorkQueueRuns"];

it("the guide's table of roles is that of the routes", async () => {
  const guide = await readFile(new URL("../../../docs/guides/security.md", import.meta.url), "utf8");
  const table = /<!-- roles -->\n(.*?)\n<!-- \/roles -->/s.exec(guide)?.[1];
  expect(table).toBe(rolesTable());
});

// what the guide is to hold between its marks
function rolesTable(): string {
  const tags = [...new Set(closed.map(([, { tag }]) => tag))].sort();
  const mark = (tag: string, as: Role) => {
    const of = closed.filter(([, route]) => route.tag === tag);
    const may = of.filter(([, { access }]) => rolesOf[access as keyof typeof rolesOf].includes(as));
    if (may.length === of.length) return "everything";
    if (may.every(([, { access }]) => access === "read")) return may.length === 0 ? "nothing" : "read";
    const told = may.filter(([, { access }]) => access !== "read").map(([name]) => `\`${name}\``);
    return as === "agent"
      ? `read, ${told.join(", ")}`
      : `read and change (${told.length} of ${of.filter(([, { access }]) => access !== "read").length})`;
  };
  return [
    `| routes | ${Role.options.join(" | ")} |`,
    "|---|---|---|---|---|",
    ...tags.map((tag) => `| ${tag} | ${Role.options.map((as) => mark(tag, as)).join(" | ")} |`),
  ].join("\n");
}
