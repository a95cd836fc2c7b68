/** A message with places for values, read once and filled often. */
export interface Template {
  readonly lines: readonly (readonly Part[])[];
}

/** Text as it stands, or the name of a value. */
type Part = string | { readonly variable: string };

/** What is wrong with a template: the text in question and why it is refused. */
export interface TemplateProblem {
  readonly got: string;
  readonly message: string;
}

/**
 * Reads a message whose places are written `{{ name }}`. Nothing else has a meaning: no expressions, no conditions, no calls.
 *
 * @returns the template, or every problem it has: names that are not in `variables`, and braces that are not closed.
 */
export function parseTemplate(
  text: string,
  variables: readonly string[],
): { readonly template: Template } | { readonly problems: TemplateProblem[] } {
  const problems: TemplateProblem[] = [];
  const known = new Set(variables);
  const lines = text.split("\n").map((line) => {
    const parts: Part[] = [];
    let rest = line;
    for (let open = rest.indexOf("{{"); open >= 0; open = rest.indexOf("{{")) {
      const close = rest.indexOf("}}", open + 2);
      if (close < 0) {
        problems.push({ got: rest.slice(open, open + 60), message: "a place opened with {{ must end with }} on the same line" });
        break;
      }
      const variable = rest.slice(open + 2, close).trim();
      if (!known.has(variable))
        problems.push({ got: variable.slice(0, 60), message: `unknown variable ${JSON.stringify(variable.slice(0, 60))}` });
      if (open > 0) parts.push(rest.slice(0, open));
      parts.push({ variable });
      rest = rest.slice(close + 2);
    }
    if (rest !== "") parts.push(rest);
    return parts;
  });
  return problems.length > 0 ? { problems } : { template: { lines } };
}

/**
 * The message with the values in their places. A value that is missing leaves its place empty, and a line whose places are all empty and
 * that says nothing else is left out. `quote` is applied to values only. What a value says is never read as a template.
 */
export function renderTemplate(
  template: Template,
  values: Readonly<Record<string, string | null | undefined>>,
  quote: (text: string) => string = (text) => text,
): string {
  const value = (name: string) => (Object.hasOwn(values, name) ? (values[name] ?? "") : "");
  return template.lines
    .filter((parts) => !isEmptied(parts, value))
    .map((parts) => parts.map((part) => (typeof part === "string" ? part : quote(value(part.variable)))).join(""))
    .join("\n");
}

function isEmptied(parts: readonly Part[], value: (name: string) => string): boolean {
  const places = parts.filter((part) => typeof part !== "string");
  const words = parts.filter((part) => typeof part === "string");
  return places.length > 0 && places.every(({ variable }) => value(variable) === "") && words.every((text) => text.trim() === "");
}
