import * as z from "zod";
import { listBody } from "../filters.ts";
import type { Route } from "../route.ts";
import { Name, optional } from "../scalars.ts";
import { Variable, VariableCreate, VariableFilter, VariableSort, VariableUpdate } from "../variables.ts";
import { byId } from "./bodies.ts";

const byName = z.object({ name: Name });
const objects = { variables: optional(VariableFilter) };

/** Variables. */
export const variableRoutes = {
  createVariable: {
    method: "POST",
    path: "/variables/",
    tag: "variables",
    access: "write",
    summary: "Create a variable; a name that is taken is refused",
    body: VariableCreate,
    response: Variable,
    status: 201,
  },
  readVariable: {
    method: "GET",
    path: "/variables/{id}",
    tag: "variables",
    access: "read",
    summary: "Read a variable",
    params: byId,
    response: Variable,
  },
  readVariableByName: {
    method: "GET",
    path: "/variables/name/{name}",
    tag: "variables",
    access: "read",
    summary: "Read a variable by its name",
    params: byName,
    response: Variable,
  },
  updateVariable: {
    method: "PATCH",
    path: "/variables/{id}",
    tag: "variables",
    access: "write",
    summary: "Change a variable",
    params: byId,
    body: VariableUpdate,
  },
  updateVariableByName: {
    method: "PATCH",
    path: "/variables/name/{name}",
    tag: "variables",
    access: "write",
    summary: "Change the variable of a name",
    params: byName,
    body: VariableUpdate,
  },
  deleteVariable: {
    method: "DELETE",
    path: "/variables/{id}",
    tag: "variables",
    access: "write",
    summary: "Delete a variable",
    params: byId,
  },
  deleteVariableByName: {
    method: "DELETE",
    path: "/variables/name/{name}",
    tag: "variables",
    access: "write",
    summary: "Delete the variable of a name",
    params: byName,
  },
  filterVariables: {
    method: "POST",
    path: "/variables/filter",
    tag: "variables",
    access: "read",
    summary: "List variables",
    body: listBody(VariableSort, "NAME_ASC", objects).optional(),
    response: z.array(Variable),
  },
  countVariables: {
    method: "POST",
    path: "/variables/count",
    tag: "variables",
    access: "read",
    summary: "Count variables",
    body: z.strictObject(objects).optional(),
    response: z.int(),
  },
} as const satisfies Record<string, Route>;
