import type { OutgoingMessage, ReceiveOptions } from "#core/ports/queue.ts";

/** @throws RangeError for a body or a delay that the cloud's queue would refuse too; nothing is sent then. */
export function checkMessages(messages: readonly OutgoingMessage[]): void {
  messages.forEach(({ body, delayMs = 0 }, at) => {
    if (body.length === 0 || Buffer.byteLength(body) > BODY_BYTES) {
      throw new RangeError(
        `Message ${at} has a body of ${Buffer.byteLength(body)} bytes; 1 to ${BODY_BYTES} are possible. Put the payload into Blobs and send its key.`,
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

const BODY_BYTES = 200_000;

function checkNumber(name: string, value: number, least: number, most: number): void {
  if (!(value >= least && value <= most)) throw new RangeError(`${name} is ${value}; ${least} to ${most} is possible.`);
}
