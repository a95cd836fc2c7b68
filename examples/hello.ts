// The smallest pipeline: one flow, two tasks. Run it with `node examples/hello.ts`.
import { flow, getRunLogger, task } from "millrace";

const fetchName = task(async () => "Marvin");

const greet = task((name: string) => {
  getRunLogger().info(`Greeting ${name}`);
  return `Hello, ${name}!`;
});

const hello = flow("hello", async () => {
  const greeting = await greet(fetchName());
  getRunLogger().info(greeting);
  return greeting;
});

console.log(await hello());
