// Log lines with levels and data, and prints turned into log lines.
import { flow, getRunLogger, task } from "millrace";

const clean = task((rows: number[]) => {
  console.log("looking at", rows.length, "rows");
  const good = rows.filter((row) => row >= 0);
  if (good.length < rows.length) getRunLogger().warning("Dropped rows", { dropped: rows.length - good.length });
  return good;
});

const tidy = flow({ name: "tidy", logPrints: true }, async () => (await clean([1, -1, 2])).length);

const left = await tidy();
console.log(left);
