import type { Resource } from "./synthesize.ts";

/** A template as our rules read it. */
export type Resources = Readonly<Record<string, Resource>>;
/** What must hold in a template; answers what does not, one line each. */
export type Rule = (resources: Resources) => string[];
export type Values = Record<string, unknown>;

/** The resources of one type, with their properties. */
export const of = (resources: Resources, type: string) =>
  Object.entries(resources).flatMap(([id, resource]) =>
    resource.Type === type ? [[id, (resource.Properties ?? {}) as Values] as const] : [],
  );
/** The logical id a Ref or a GetAtt anywhere in the value names first. */
export const named = (value: unknown): string | undefined =>
  /"(?:Ref|Fn::GetAtt)":\[?"([A-Za-z0-9]+)"/.exec(JSON.stringify(value) ?? "")?.[1];
/** Does the value name that logical id, or text, anywhere? */
export const says = (value: unknown, id: string) => JSON.stringify(value)?.includes(`"${id}"`) === true;
