/** The value with what differs from run to run replaced: ids, times, durations, generated names and addresses. What is the same id twice stays the same. */
export function normalise(value: unknown, words: Readonly<Record<string, string>>): unknown {
  const ids = new Map<string, string>();
  const idOf = (id: string) => {
    if (!ids.has(id)) ids.set(id, `<id ${ids.size + 1}>`);
    return ids.get(id)!;
  };
  const text = (given: string) => {
    let result = given;
    for (const [word, placeholder] of Object.entries(words)) result = result.replaceAll(word, placeholder);
    return result
      .replace(/https?:\/\/[^\s/"]+(\/_aws\/execute-api\/\w+)?/g, "<address>")
      .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, idOf)
      .replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)?/g, "<time>");
  };
  const walk = (given: unknown, key: string): unknown => {
    if (typeof given === "string") return text(given);
    if (typeof given === "number" && /_time$|_delta$/.test(key)) return "<seconds>";
    if (Array.isArray(given)) return given.map((each) => walk(each, key));
    if (given === null || typeof given !== "object") return given;
    return Object.fromEntries(Object.entries(given).map(([name, each]) => [text(name), walk(each, name)]));
  };
  return walk(value, "");
}
