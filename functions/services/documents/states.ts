import type { State } from "#core/contract/states.ts";
import type { JsonObject } from "#core/ports/store.ts";
import { stateId } from "#core/rules/ids.ts";
import { stateName } from "#core/rules/states.ts";
import { compact, restore } from "./compact.ts";

const DEFAULTS = { message: null, data: null, state_details: {} };

/**
 * The history of a run in short: what follows from the run (id, position, owner) or from the type (name) is left out.
 * `implied` are the details every state of the run carries.
 */
export function packStates(states: readonly State[], count: number, runId: string, implied: JsonObject): JsonObject[] {
  const first = count - states.length + 1;
  return states.map((state, index) => {
    const small = compact({ ...state, state_details: withoutImplied(state.state_details, implied) }, DEFAULTS);
    if (state.id === stateId(runId, first + index)) delete small.id;
    if (state.name === stateName(state.type)) delete small.name;
    return small;
  });
}

/** The states as they were packed. */
export function unpackStates(packed: readonly JsonObject[], count: number, runId: string, implied: JsonObject): State[] {
  const first = count - packed.length + 1;
  return packed.map((small, index) => {
    const state = restore(small, DEFAULTS);
    state.id ??= stateId(runId, first + index);
    state.name ??= stateName(small.type as State["type"]);
    state.state_details = { ...implied, ...(state.state_details as JsonObject) };
    return state as State;
  });
}

/** The number in a state id of this run, or undefined if the id is none of the run's. */
export function stateNumber(id: string, runId: string): number | undefined {
  const number = Number.parseInt(id.slice(15, 18), 16);
  return number > 0 && id === stateId(runId, number) ? number : undefined;
}

function withoutImplied(details: JsonObject, implied: JsonObject): JsonObject {
  const rest: JsonObject = {};
  for (const [key, value] of Object.entries(details))
    if (value !== null && value !== undefined && value !== false && value !== implied[key]) rest[key] = value;
  return rest;
}
