/** A value as JSON for people and programs alike. */
export function renderJson(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
