// A process that writes to a store at full speed and says on its standard output what the store has acknowledged, one number a line,
// until it is killed. Arguments: path of the database, prefix of its keys.
import { writeSync } from "node:fs";
import { systemClock } from "#core/ports/system.ts";
import { openStore } from "#local/store/store.ts";

const [path = "", prefix = ""] = process.argv.slice(2);
const store = openStore(path, { clock: systemClock });

for (let number = 0; ; number += 10) {
  const numbers = Array.from({ length: 10 }, (_, at) => number + at);
  await store.putMany(numbers.map((each) => ({ document: writtenDocument(prefix, each, 1), expect: "absent" })));
  // Every other batch once more, one by one, so that index entries move.
  if (number % 20 === 0) for (const each of numbers) await store.put(writtenDocument(prefix, each, 2), { version: 1 });
  // A synchronous write: once a line is out, the number was acknowledged for certain.
  writeSync(1, `${number + 9}\n`);
}

function writtenDocument(pk: string, number: number, version: number) {
  const sk = String(number).padStart(8, "0");
  return {
    pk,
    sk,
    body: { number, version, check: "x".repeat((number * 37) % 5000) },
    indexes: { list: { pk: `${pk}#v${version}`, sk }, flow: { pk: `${pk}#flow`, sk } },
  };
}
