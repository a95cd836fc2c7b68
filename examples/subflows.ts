// Flows that call flows: each has a run of its own, and they run side by side.
import { flow, task, withTags } from "millrace";

const measure = task(async (city: string) => city.length);

const city = flow({ name: "city", runName: "city {name}" }, async (name: string) => ({ name, size: await measure(name) }));

const country = flow("country", async (names: string[]) => {
  const cities = await withTags("eu", () => Promise.all(names.map((name) => city(name))));
  return cities.reduce((sum, { size }) => sum + size, 0);
});

console.log(await country(["Rome", "Paris", "Oslo"]));
