import type { State } from "#core/contract/states.ts";
import type { JsonObject } from "#core/ports/store.ts";
import { stateId } from "#core/rules/ids.ts";
import { stateName } from "#core/rules/states.ts";

/**
 * The history of a run in short: what follows from the run (id, position, owner) or from the type (name) is left out.
 * `implied` are the details every state of the run carries.
 */
export function packStates(states: readonly State[], count: number, runId: string, implied: JsonObject): JsonObject[] {
  const first = count - states.length + 1;
  return states.map((state, index) => {
    const small: JsonObject = { type: state.type, timestamp: state.timestamp };
    if (state.id !== stateId(runId, first + index)) small.id = state.id;
    if (state.name !== stateName(state.type)) small.name = state.name;
    if (state.message !== null) small.message = state.message;
    if (state.data !== null && state.data !== undefined) small.data = state.data;
    const details = withoutImplied(state.state_details, implied);
    if (details !== undefined) small.state_details = details;
    return small;
  });
}

/** The states as they were packed. */
export function unpackStates(packed: readonly JsonObject[], count: number, runId: string, implied: JsonObject): State[] {
  const first = count - packed.length + 1;
  return packed.map(
    (small, index) =>
      ({
        id: small.id ?? stateId(runId, first + index),
        type: small.type,
        name: small.name ?? stateName(small.type as State["type"]),
        timestamp: small.timestamp,
        message: small.message ?? null,
        data: small.data ?? null,
        state_details: small.state_details === undefined ? { ...implied } : { ...implied, ...(small.state_details as JsonObject) },
      }) as State,
  );
}

/** The number in a state id of this run, or undefined if the id is none of the run's. */
export function stateNumber(id: string, runId: string): number | undefined {
  const number = Number.parseInt(id.slice(15, 18), 16);
  return number > 0 && id === stateId(runId, number) ? number : undefined;
}

function withoutImplied(details: JsonObject, implied: JsonObject): JsonObject | undefined {
  let rest: JsonObject | undefined;
  for (const key in details) {
    const value = details[key];
    if (value === null || value === undefined || value === false || value === implied[key]) continue;
    rest ??= {};
    rest[key] = value;
  }
  return rest;
}
