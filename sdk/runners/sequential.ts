import { Room, type TaskRunner } from "./task-runner.ts";

/** Runs one task at a time, in the order they were called; the next one starts when the one before has ended, retries included. */
export function SequentialTaskRunner(): TaskRunner {
  return {
    name: "SequentialTaskRunner",
    open() {
      const room = new Room(1);
      return { ordered: true, enter: () => room.enter(), leave: () => room.leave(), close: async () => {} };
    },
  };
}
