// A process with a timer due in an hour and nothing else to do: it must end by itself. Argument: path of the database.
import { systemClock } from "#core/ports/system.ts";
import { openQueue } from "#local/queue/queue.ts";
import { openTimers } from "#local/timers/timers.ts";

const [path = ""] = process.argv.slice(2);
const queue = openQueue(path, { clock: systemClock });
const timers = openTimers(path, { clock: systemClock, queue });
await timers.put({ id: "later", schedule: { kind: "at", at: systemClock.now() + 3_600_000 }, queue: "q", body: "later" });
console.log("opened");
