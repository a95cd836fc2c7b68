// A process that adds to a counter by compare-and-set, a number of times. Arguments: path of the database, how many times.
import { systemClock } from "#core/ports/system.ts";
import { openStore } from "#local/store/store.ts";

const [path = "", times = "0"] = process.argv.slice(2);
const store = openStore(path, { clock: systemClock });
const key = { pk: "counter", sk: "counter" };

for (let done = 0; done < Number(times); ) {
  const current = await store.get<{ count: number }>(key);
  const document = {
    ...key,
    body: { count: (current?.body.count ?? 0) + 1 },
    indexes: { list: { pk: "counters", sk: String(current?.version ?? 0) } },
  };
  const result = await store.put(document, current === null ? "absent" : { version: current.version });
  if (result.ok) done += 1;
}
await store.close();
