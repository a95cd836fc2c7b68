import { Labelled, type Ties } from "../ui/labelled.tsx";
import type { Draft } from "./draft.ts";
import type { Field } from "./schema.ts";

interface Props {
  readonly fields: readonly Field[];
  readonly draft: Draft;
  readonly change: (draft: Draft) => void;
  readonly problems: Readonly<Record<string, string>>;
  /** Values that hold where nothing is typed, such as those of a deployment. */
  readonly standing?: Readonly<Record<string, unknown>>;
}

/** A form made from a JSON Schema: one control a parameter, what is wrong beside it. */
export function SchemaForm({ fields, draft, change, problems, standing = {} }: Props) {
  return (
    <div className="flex flex-col gap-3.5">
      {fields.map((field) => (
        <Labelled
          key={field.name}
          label={
            field.title !== undefined && field.title.toLowerCase() !== field.name.toLowerCase()
              ? `${field.title} (${field.name})`
              : field.name
          }
          required={field.required && standing[field.name] === undefined}
          hint={hint(field)}
          problem={problems[field.name]}
        >
          {(ties) => (
            <Control
              field={field}
              ties={ties}
              value={draft[field.name] ?? ""}
              standing={standing[field.name] ?? field.standard}
              change={(text) => change({ ...draft, [field.name]: text })}
            />
          )}
        </Labelled>
      ))}
    </div>
  );
}

interface ControlProps {
  readonly field: Field;
  readonly ties: Ties;
  readonly value: string;
  /** What holds if nothing is typed. */
  readonly standing: unknown;
  readonly change: (text: string) => void;
}

function Control({ field, ties, value, standing, change }: ControlProps) {
  const left = standing === undefined ? "" : brief(standing);
  const common = { ...ties, value, onChange: (event: { target: { value: string } }) => change(event.target.value) };
  switch (field.kind) {
    case "boolean":
    case "choice":
      return (
        <select {...common} className="field">
          <option value="">{left === "" ? "Not set" : `${left} (default)`}</option>
          {field.kind === "boolean" ? (
            <>
              <option value="true">true</option>
              <option value="false">false</option>
            </>
          ) : (
            field.choices.map((choice, index) => (
              <option key={JSON.stringify(choice)} value={index}>
                {typeof choice === "string" ? choice : JSON.stringify(choice)}
              </option>
            ))
          )}
        </select>
      );
    case "integer":
    case "number":
      return (
        <input {...common} inputMode={field.kind === "integer" ? "numeric" : "decimal"} placeholder={left} className="field tabular" />
      );
    case "date":
      return <input {...common} type="date" className="field" />;
    case "date-time":
      return <input {...common} type="datetime-local" step="1" className="field" />;
    case "lines":
      return <textarea {...common} rows={3} placeholder={left === "" ? "one a line" : left} className="field" />;
    case "json":
      return <textarea {...common} rows={4} spellCheck={false} placeholder={left} className="field font-mono" />;
    default:
      return value.includes("\n") ? (
        <textarea {...common} rows={3} placeholder={left} className="field" />
      ) : (
        <input {...common} placeholder={left} className="field" />
      );
  }
}

function hint(field: Field): string {
  const bounds = [
    field.minimum === undefined ? "" : `at least ${field.minimum}`,
    field.maximum === undefined ? "" : `at most ${field.maximum}`,
  ].filter((part) => part !== "");
  const type =
    field.kind === "choice"
      ? ""
      : field.kind === "lines"
        ? `${field.typeText}, one a line`
        : field.kind === "json"
          ? `${field.typeText}, as JSON`
          : field.typeText;
  return [[type, ...bounds].filter((part) => part !== "").join(", "), field.description].filter(Boolean).join(" · ");
}

function brief(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}
