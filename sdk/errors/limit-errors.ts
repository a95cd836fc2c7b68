import { MillraceError } from "./millrace-error.ts";

/** No slot was free in the time given. */
export class SlotTimeoutError extends MillraceError {
  override readonly name = "SlotTimeoutError";
  readonly code = "slot-timeout";
  constructor(names: readonly string[], slots: number, seconds: number) {
    super({
      what: `${slots} slot(s) of ${quoted(names)} did not come free within ${seconds} second(s).`,
      do: `See who holds them with \`millrace concurrency-limit inspect ${names[0]}\`, or raise timeoutSeconds or the limit.`,
    });
  }
}

/** A limit that is asked for with `strict` does not exist. */
export class LimitMissingError extends MillraceError {
  override readonly name = "LimitMissingError";
  readonly code = "limit-missing";
  constructor(names: readonly string[]) {
    super({
      what: `There is no concurrency limit ${quoted(names)}.`,
      do: `Create it with \`millrace concurrency-limit create ${names[0]} --limit N\`, or leave out \`strict\` to go on without.`,
    });
  }
}

/** The lease on slots could not be renewed in time, so that others may have them now. */
export class SlotsLostError extends MillraceError {
  override readonly name = "SlotsLostError";
  readonly code = "slots-lost";
  constructor(names: readonly string[]) {
    super({
      what: `The lease on slots of ${quoted(names)} ended while they were in use.`,
      do: "Look whether the API was away or the event loop blocked for longer than the lease; leave out `strict` to go on in that case.",
    });
  }
}

function quoted(names: readonly string[]): string {
  return names.map((name) => JSON.stringify(name)).join(", ");
}
