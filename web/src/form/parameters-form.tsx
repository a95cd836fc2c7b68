import { useState } from "react";
import { Labelled } from "../ui/labelled.tsx";
import { Segments } from "../ui/segments.tsx";
import { type Draft, problemsByField, readDraft, readObject, writeDraft } from "./draft.ts";
import type { Field } from "./schema.ts";
import { SchemaForm } from "./schema-form.tsx";

/** The state of a {@link ParametersForm}: typed as a form or as JSON, the one turned into the other without loss. */
export function useParameters(fields: readonly Field[], standing: Readonly<Record<string, unknown>>) {
  const [mode, setMode] = useState<"form" | "json">(fields.length > 0 ? "form" : "json");
  const [draft, setDraft] = useState<Draft>({});
  const [extra, setExtra] = useState<Readonly<Record<string, unknown>>>({});
  const [json, setJson] = useState("{}");
  const [problems, setProblems] = useState<Readonly<Record<string, string>>>({});
  const [jsonProblem, setJsonProblem] = useState<string>();
  const fault = (byField: Readonly<Record<string, string>>, whole?: string) => {
    setProblems(byField);
    setJsonProblem(whole);
  };
  return {
    fields,
    standing,
    mode,
    draft,
    json,
    problems,
    jsonProblem,
    /** Whether what the server found wrong is shown at its fields. */
    blamed: Object.keys(problems).length > 0 || jsonProblem !== undefined,
    typeForm: (next: Draft) => {
      setDraft(next);
      const changed = fields.filter((field) => next[field.name] !== draft[field.name]).map((field) => field.name);
      setProblems(Object.fromEntries(Object.entries(problems).filter(([name]) => !changed.includes(name))));
    },
    typeJson: (text: string) => {
      setJson(text);
      setJsonProblem(undefined);
    },
    change: (next: "form" | "json") => {
      if (next === mode) return;
      if (next === "json") {
        const read = readDraft(fields, draft, extra);
        fault(read.problems);
        if (Object.keys(read.problems).length > 0) return;
        setJson(JSON.stringify(read.values, null, 2));
      } else {
        const read = readObject(json);
        if ("problem" in read) return fault({}, read.problem);
        const written = writeDraft(fields, read.value);
        setDraft(written.draft);
        setExtra(written.extra);
        fault({});
      }
      setMode(next);
    },
    /** The values, or undefined when the form shows what is wrong with them. */
    read: (): Record<string, unknown> | undefined => {
      if (mode === "json") {
        const read = readObject(json);
        if ("problem" in read) fault({}, read.problem);
        return "problem" in read ? undefined : read.value;
      }
      const read = readDraft(fields, draft, extra);
      const missing = fields.filter(
        (field) => field.required && standing[field.name] === undefined && !(field.name in read.values) && !(field.name in read.problems),
      );
      const found = { ...Object.fromEntries(missing.map((field) => [field.name, "required"])), ...read.problems };
      fault(found);
      return Object.keys(found).length > 0 ? undefined : read.values;
    },
    /** Shows what the server found wrong at the fields it is about. */
    blame: (issues: readonly { readonly path: string; readonly message: string }[] | undefined) => {
      const { byField, rest } = problemsByField(fields, issues);
      if (mode === "json" && issues !== undefined)
        fault({}, issues.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`)).join("; "));
      else fault(rest.length > 0 ? {} : byField);
    },
  };
}

type State = ReturnType<typeof useParameters>;

/** Parameters to call a flow with: a form made from its schema, or the JSON itself. */
export function ParametersForm({
  fields,
  standing,
  mode,
  draft,
  json,
  problems,
  jsonProblem,
  typeForm,
  typeJson,
  change,
  title = "Parameters",
}: State & { readonly title?: string }) {
  return (
    <section aria-label={title} className="flex flex-col gap-3">
      <div className="flex items-center justify-between gap-3">
        <h3 className="text-sm font-semibold">{title}</h3>
        {fields.length > 0 && (
          <Segments
            bare
            label="How they are written"
            options={[
              ["form", "Form"],
              ["json", "JSON"],
            ]}
            value={mode}
            change={change}
          />
        )}
      </div>
      {mode === "form" ? (
        <SchemaForm fields={fields} draft={draft} change={typeForm} problems={problems} standing={standing} />
      ) : (
        <Labelled label={`${title} as JSON`} hint="What is left out keeps its default." problem={jsonProblem}>
          {(ties) => (
            <textarea
              {...ties}
              rows={8}
              spellCheck={false}
              value={json}
              onChange={(event) => typeJson(event.target.value)}
              className="field font-mono"
            />
          )}
        </Labelled>
      )}
    </section>
  );
}
