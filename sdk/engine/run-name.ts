import { renderRunName } from "#core/rules/names.ts";

/** A name a function gave, which is no template. */
export function plainName(name: string): string {
  return renderRunName(name.replace(/[{}]/g, "$&$&"), {});
}
