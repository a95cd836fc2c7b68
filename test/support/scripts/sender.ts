// A process that sends one message. Arguments: path of the database, queue, body.
import { systemClock } from "#core/ports/system.ts";
import { openQueue } from "#local/queue/queue.ts";

const [path = "", name = "", body = ""] = process.argv.slice(2);
const queue = openQueue(path, { clock: systemClock });
await queue.send(name, [{ body }]);
await queue.close();
