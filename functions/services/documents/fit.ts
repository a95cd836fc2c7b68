import type { State } from "#core/contract/states.ts";
import type { JsonObject } from "#core/ports/store.ts";
import { tooLarge } from "../refusals.ts";

/** Documents stay below this many bytes (the store's own limit is higher). */
export const DOCUMENT_BYTES = 98_000;

const MESSAGE_CHARACTERS = 8_000;
const STACK_CHARACTERS = 16_000;

/**
 * A body that fits: long messages and stack traces are cut with a note; if it is still too large, older states lose their data first.
 *
 * @throws ProblemError `too-large` when even the current state alone does not fit.
 */
export function fitBody(what: string, states: readonly State[], build: (states: readonly State[]) => JsonObject): JsonObject {
  const cut = states.map(cutState);
  const body = build(cut);
  if (isSmall(body)) return body;
  const trimmed = [...cut];
  for (let index = 0; index < trimmed.length - 1; index++) {
    const state = trimmed[index] as State;
    if (state.data === null && (state.message?.length ?? 0) < 200) continue;
    trimmed[index] = { ...state, data: null, message: cutText(state.message, 200) };
  }
  const smaller = build(trimmed);
  const size = byteLength(smaller);
  if (size > DOCUMENT_BYTES) {
    throw tooLarge(
      `The ${what}`,
      size,
      DOCUMENT_BYTES,
      "Keep large values in result storage, and pass references in parameters and state data.",
    );
  }
  return smaller;
}

/** Text cut to a length, with a note of how much is missing. */
export function cutText<T extends string | null | undefined>(text: T, length: number): T {
  if (typeof text !== "string" || text.length <= length) return text;
  return `${text.slice(0, length)}… (${text.length - length} more characters were cut)` as T;
}

/** Bytes of a value as JSON text. */
export function byteLength(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? "");
}

function cutState(state: State): State {
  const data = state.data as { stack?: unknown; message?: unknown } | null;
  const long = (text: unknown, length: number) => typeof text === "string" && text.length > length;
  const cutData =
    data !== null && typeof data === "object" && (long(data.stack, STACK_CHARACTERS) || long(data.message, MESSAGE_CHARACTERS));
  if (!cutData && !long(state.message, MESSAGE_CHARACTERS)) return state;
  return {
    ...state,
    message: cutText(state.message, MESSAGE_CHARACTERS),
    data: cutData
      ? {
          ...data,
          stack: cutText(data.stack as string | undefined, STACK_CHARACTERS),
          message: cutText(data.message as string | undefined, MESSAGE_CHARACTERS),
        }
      : state.data,
  };
}

function isSmall(body: JsonObject): boolean {
  const text = JSON.stringify(body);
  // three bytes a character at most (four for a pair), so most bodies need no counting
  return text.length * 3 <= DOCUMENT_BYTES || Buffer.byteLength(text) <= DOCUMENT_BYTES;
}
