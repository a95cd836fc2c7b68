import type * as z from "zod";

/** A message as a consumer gets it, from SQS or from the local queue. */
export interface Incoming {
  readonly id: string;
  readonly body: string;
}

/** Messages that are to come again, each after so many milliseconds. All others of the batch are done with. */
export interface Handled {
  readonly again: readonly { readonly id: string; readonly delayMs: number }[];
}

/** Handles one batch. What it throws makes the whole batch come again. */
export type Consumer = (messages: readonly Incoming[]) => Promise<Handled>;

/** The messages that can be read, with what they say. One that cannot is logged and done with: it would not get better. */
export function readMessages<T>(
  messages: readonly Incoming[],
  schema: z.ZodType<T>,
  log: (line: string) => void,
): { readonly id: string; readonly said: T }[] {
  return messages.flatMap(({ id, body }) => {
    const parsed = schema.safeParse(parseJson(body));
    if (parsed.success) return [{ id, said: parsed.data }];
    log(
      JSON.stringify({ level: "error", what: "A message cannot be read and is dropped.", id, error: parsed.error.message.slice(0, 500) }),
    );
    return [];
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
