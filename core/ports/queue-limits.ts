import type { OutgoingMessage, ReceiveOptions } from "./queue.ts";

/** Bytes of UTF-8 a message may have. */
const BODY_BYTES = 200_000;

/** @throws RangeError for a body or a delay that some adapter would refuse; nothing is sent then. */
export function checkMessages(messages: readonly OutgoingMessage[]): void {
  messages.forEach(({ body, delayMs = 0 }, at) => {
    const size = new TextEncoder().encode(body).length;
    if (size === 0 || size > BODY_BYTES) {
      throw new RangeError(
        `Message ${at} has a body of ${size} bytes; 1 to ${BODY_BYTES} are possible. Put the payload into Blobs and send its key.`,
      );
    }
    checkNumber("delayMs", delayMs, 0, 900_000);
  });
}

/** The options of a receive with their defaults. @throws RangeError for a value out of bounds. */
export function checkReceive(options: ReceiveOptions): { max: number; waitMs: number; visibilityMs: number } {
  const { max = 1, waitMs = 0, visibilityMs = 30_000 } = options;
  checkNumber("max", max, 1, 10);
  checkNumber("waitMs", waitMs, 0, 20_000);
  checkNumber("visibilityMs", visibilityMs, 0, 43_200_000);
  return { max, waitMs, visibilityMs };
}

function checkNumber(name: string, value: number, least: number, most: number): void {
  if (!(value >= least && value <= most)) throw new RangeError(`${name} is ${value}; ${least} to ${most} is possible.`);
}
