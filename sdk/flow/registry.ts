import type { FlowDefinition } from "../engine/flow-definition.ts";

/** The property of a flow that holds its definition; the same for every copy of the SDK in a process. */
export const flowDefinitionKey: unique symbol = Symbol.for("millrace.flow") as never;

// two copies of the SDK may meet in one process (a bundle and a package); they share one list
const shared = globalThis as { [registryKey]?: Map<string, FlowDefinition> };
const registryKey: unique symbol = Symbol.for("millrace.flows") as never;

/** Remembers a flow under its name. Of two with one name the later counts: a file's own flows come after those it imports. */
export function registerFlow(definition: FlowDefinition): void {
  registered().set(definition.name, definition);
}

/** The flows defined in this process so far, by name. */
export function registered(): Map<string, FlowDefinition> {
  shared[registryKey] ??= new Map();
  return shared[registryKey];
}

/** The definition behind a flow; undefined for what is none. */
export function flowDefinitionOf(value: unknown): FlowDefinition | undefined {
  return typeof value === "function" ? (value as { [flowDefinitionKey]?: FlowDefinition })[flowDefinitionKey] : undefined;
}
