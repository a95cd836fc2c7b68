// The server of a world: short lease, quick sweep, and messages that come twice, late and in any order if its environment says so.
import type { OutgoingMessage, Queue } from "#core/ports/queue.ts";
import { startServer } from "#local/server/server.ts";

const [, , dataDir = "", port = "0"] = process.argv;

const server = await startServer({
  dataDir,
  port: Number(port),
  leaseSeconds: 3,
  sweepSeconds: 0.5,
  log: (line) => process.stderr.write(`${line}\n`),
  ...(process.env.MILLRACE_TEST_UNRULY !== undefined && { wrapQueue: unruly }),
});
process.stdout.write(`${server.url}\n`);

/** Every message twice, each after up to a second, so that later ones overtake earlier ones. */
function unruly(queue: Queue): Queue {
  const late = (message: OutgoingMessage): OutgoingMessage => ({
    ...message,
    delayMs: Math.min(900_000, (message.delayMs ?? 0) + Math.random() * 1000),
  });
  return {
    receive: (...args) => queue.receive(...args),
    delete: (...args) => queue.delete(...args),
    extend: (...args) => queue.extend(...args),
    close: () => queue.close(),
    send: (name, messages) =>
      queue.send(
        name,
        messages.flatMap((message) => [late(message), late(message)]),
      ),
  };
}
