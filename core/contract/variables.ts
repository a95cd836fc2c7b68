import * as z from "zod";
import { optional, orDefault, Tags, Timestamp, Uuid } from "./scalars.ts";

/** Characters of JSON a variable's value may have. */
export const VARIABLE_CHARACTERS = 5000;

const VariableName = z
  .string()
  .max(255)
  .regex(/^[a-z0-9_-]+$/, "use lower-case letters, digits, dashes and underscores");
const Value = z
  .json()
  .refine((value) => JSON.stringify(value).length <= VARIABLE_CHARACTERS, `at most ${VARIABLE_CHARACTERS} characters of JSON are accepted`);

/** A value that flows read by name. Not for secrets: it is answered as it is. */
export const Variable = z
  .object({ id: Uuid, created: Timestamp, updated: Timestamp, name: z.string(), value: z.unknown(), tags: z.array(z.string()) })
  .meta({ id: "Variable" });
export type Variable = z.output<typeof Variable>;

export const VariableCreate = z
  .strictObject({ name: VariableName, value: Value, tags: orDefault(Tags, []) })
  .meta({ id: "VariableCreate" });
export type VariableCreate = z.output<typeof VariableCreate>;

export const VariableUpdate = z
  .strictObject({
    name: optional(VariableName),
    /** Absent: stays. Null is a value. */
    value: Value.optional(),
    tags: optional(Tags),
  })
  .meta({ id: "VariableUpdate" });
export type VariableUpdate = z.output<typeof VariableUpdate>;

const texts = optional(z.array(z.string().max(1024)).max(1000));

export const VariableFilter = z
  .strictObject({
    operator: orDefault(z.enum(["and_", "or_"]), "and_"),
    id: optional(z.strictObject({ any_: optional(z.array(Uuid).max(1000)) })),
    name: optional(z.strictObject({ any_: texts, like_: optional(z.string().max(255)) })),
    tags: optional(z.strictObject({ operator: orDefault(z.enum(["and_", "or_"]), "and_"), all_: texts, is_null_: optional(z.boolean()) })),
  })
  .meta({ id: "VariableFilter" });
export type VariableFilter = z.output<typeof VariableFilter>;

export const VariableSort = z.enum(["NAME_ASC", "NAME_DESC", "CREATED_DESC", "UPDATED_DESC"]);
export type VariableSort = z.output<typeof VariableSort>;
