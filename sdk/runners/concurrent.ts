import { InvalidOptionsError } from "../errors/flow-errors.ts";
import { Room, type TaskRunner } from "./task-runner.ts";

/**
 * Runs tasks side by side in this thread, as promises do: the default runner.
 *
 * @param options.limit how many may run at a time, 1 or more; default: no limit. A task waiting for its dependencies or its next retry
 * takes no room, and neither does a task called by another task.
 * @throws InvalidOptionsError
 */
export function ConcurrentTaskRunner(options: { readonly limit?: number } = {}): TaskRunner {
  const { limit = Number.POSITIVE_INFINITY } = options;
  if (!(limit >= 1) || (Number.isFinite(limit) && !Number.isInteger(limit))) {
    throw new InvalidOptionsError({
      what: "ConcurrentTaskRunner cannot use that limit.",
      got: String(limit),
      expected: "a whole number of 1 or more",
      do: "Leave it out for no limit.",
    });
  }
  return {
    name: "ConcurrentTaskRunner",
    open() {
      const room = new Room(limit);
      return { ordered: false, enter: () => room.enter(), leave: () => room.leave(), close: async () => {} };
    },
  };
}
