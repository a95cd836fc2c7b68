// The same tasks one after the other: for work that must keep its order.
import { flow, SequentialTaskRunner, task } from "millrace";

const migrate = task({ runName: "migration {number}" }, async (number: number) => `applied ${number}`);

const migrations = flow({ name: "migrations", taskRunner: SequentialTaskRunner() }, async () => {
  const first = migrate(1);
  const second = migrate(2);
  // starts after both, though it needs neither value
  const check = task("check", () => "all there");
  return [first, second, check.submit({ waitFor: [first, second] })];
});

console.log(await migrations());
